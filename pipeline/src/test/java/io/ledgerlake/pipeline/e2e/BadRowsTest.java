package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.BadInputFixture.errors;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.feed;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.raw;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.row;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows whose bytes cannot be read: quarantined with their exact bytes, the others go on. */
class BadRowsTest {

  private static final byte[] INVALID = bytes("V2,C-\u0001,10.00,EUR,2024-01-15T10:00:00Z", 0xC3);
  private static final byte[] NUL = bytes("N2,C-\u0001,10.00,EUR,2024-01-15T10:00:00Z", 0);

  @TempDir Path folder;

  @Test
  void rowsThatCannotBeReadAreQuarantinedWithTheirBytes() throws IOException {
    BadInputFixture lake = new BadInputFixture(folder);
    lake.put("invalid.csv", around("V", INVALID));
    lake.put("nul.csv", around("N", NUL));
    String wide = "W2" + ",x".repeat(9_999);
    lake.put("wide.csv", around("W", utf8(wide)));
    lake.put("short.csv", around("S", utf8("S2,C-1")));
    lake.put("stray.csv", around("Q", utf8("Q2,\"C\"-1,10.00,EUR,2024-01-15T10:00:00Z")));

    IngestFixture.Answer answer = lake.ingest();

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.words()).contains("5 in quarantine (to be mended)");
    for (String name : List.of("invalid", "nul", "wide", "short", "stray")) {
      lake.isIngested(name + ".csv", 2, 1);
    }
    isQuarantined(
        lake,
        "invalid.csv",
        INVALID,
        "ENCODING_ERROR customer_id: byte 3 of the text is not valid UTF-8");
    isQuarantined(
        lake,
        "nul.csv",
        NUL,
        "ENCODING_ERROR customer_id: byte 3 of the text is NUL: expected text");
    isQuarantined(
        lake,
        "wide.csv",
        utf8(wide),
        "SCHEMA_ERROR: expected 5 fields, as many as the header has, found 10000");
    isQuarantined(
        lake,
        "short.csv",
        utf8("S2,C-1"),
        "SCHEMA_ERROR: expected 5 fields, as many as the header has, found 2");
    Record stray = lake.rows(Zone.QUARANTINE, "stray.csv").get(0);
    assertThat(errors(stray)).singleElement().asString().startsWith("SCHEMA_ERROR");
  }

  private static void isQuarantined(BadInputFixture lake, String name, byte[] raw, String error)
      throws IOException {
    Record row = lake.rows(Zone.QUARANTINE, name).get(0);
    assertThat(raw(row)).as(name).isEqualTo(raw);
    assertThat(errors(row)).as(name).containsExactly(error);
    assertThat(row.getField("source_row")).as(name).isEqualTo(2L);
    assertThat(row.getField("source_line")).as(name).isEqualTo(3L);
  }

  /** Returns a file of three rows, the middle one given. */
  private static byte[] around(String prefix, byte[] row) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(utf8(feed(prefix, 1)));
    file.writeBytes(row);
    file.writeBytes(utf8("\n" + row(prefix + "3") + "\n"));
    return file.toByteArray();
  }

  /** Returns a text's bytes with its control character replaced by a byte. */
  private static byte[] bytes(String text, int replacement) {
    byte[] bytes = utf8(text);
    bytes[text.indexOf('\u0001')] = (byte) replacement;
    return bytes;
  }
}
