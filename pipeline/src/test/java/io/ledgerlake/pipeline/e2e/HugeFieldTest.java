package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.BadInputFixture.errors;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.feed;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.raw;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.row;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A field of 100 MB, in a process whose heap could not hold it. */
class HugeFieldTest {

  private static final int FIELD = 100_000_000;
  private static final int KEPT = 65_536;
  private static final String HEAP = "-Xmx96m";
  private static final int MINUTES = 5;

  @TempDir Path folder;

  @Test
  void aFieldOf100MegabytesIsOneBadRowAndNeedsNoMemory() throws Exception {
    BadInputFixture lake = new BadInputFixture(folder);
    byte[] field = new byte[FIELD];
    Arrays.fill(field, (byte) 'x');
    byte[] start = utf8("H2,C-");
    byte[] end = utf8(",10.00,EUR,2024-01-15T10:00:00Z");
    try (OutputStream out = Files.newOutputStream(lake.input().resolve("huge.csv"))) {
      out.write(utf8(feed("H", 1)));
      for (byte[] part : List.of(start, field, end)) {
        out.write(part);
      }
      out.write(utf8("\n" + row("H3") + "\n"));
    }

    assertThat(ingestInSmallHeap(lake)).contains("published").contains("1 in quarantine");

    lake.isIngested("huge.csv", 2, 1);
    Record row = lake.rows(Zone.QUARANTINE, "huge.csv").get(0);
    byte[] kept = new byte[KEPT];
    Arrays.fill(kept, (byte) 'x');
    System.arraycopy(start, 0, kept, 0, start.length);
    assertThat(raw(row)).isEqualTo(kept);
    assertThat(row.getField("source_row")).isEqualTo(2L);
    long length = (long) start.length + FIELD + end.length;
    assertThat(errors(row))
        .singleElement()
        .asString()
        .startsWith("SCHEMA_ERROR: ")
        .contains(Long.toString(length), sha256(start, field, end));
  }

  private static String sha256(byte[]... parts) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns what the process printed; fails unless it ended well. */
  private String ingestInSmallHeap(BadInputFixture lake) throws IOException, InterruptedException {
    Path log = folder.resolve("ingest.log");
    Process ingest =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                Ingest.class.getName(),
                "--runner=DirectRunner",
                "--parallelism=1",
                "--lake=" + lake.lake(),
                "--input=" + lake.input(),
                "--runId=" + BadInputFixture.RUN,
                "--ingestedAt=2024-03-01T02:00:00Z")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(ingest.waitFor(MINUTES, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      ingest.destroyForcibly();
    }
    String printed = Files.readString(log);
    assertThat(ingest.exitValue()).as(printed).isZero();
    return printed.replaceAll("\\s+", " ");
  }
}
