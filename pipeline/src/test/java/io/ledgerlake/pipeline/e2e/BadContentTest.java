package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.BadInputFixture.HEADER;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.feed;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.row;
import static io.ledgerlake.pipeline.e2e.BadInputFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.transforms.zone.Zone;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose bytes are not the text, or the compressed text, that they should be. */
class BadContentTest {

  private static final String COMPARE =
      "send the file again, and compare its length and checksum with the sender's";

  @TempDir Path folder;
  private BadInputFixture lake;

  @BeforeEach
  void open() throws IOException {
    lake = new BadInputFixture(folder);
    lake.put("good.csv", feed("G", 2));
  }

  @Test
  void filesThatAreNoTextAreRefusedWithWhatTheyAre() throws IOException {
    lake.put("noise.csv", new byte[] {'a', 'b', 0, 1, 2, (byte) 0xFF, '\n', 3});
    lake.put("zipped.csv", new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0});
    lake.put("gzipped.csv", gzip(feed("Z", 2)));
    lake.put("plain.csv.gz", feed("P", 2));
    lake.put("utf16.csv", feed("U", 2).getBytes(StandardCharsets.UTF_16));
    lake.put(
        "latin.csv",
        feed("L", 2).replace("Currency", "W\u00e4hrung").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(lake.ingest().exitCode()).isEqualTo(6);

    lake.isIngested("good.csv", 2, 0);
    lake.isRefused(
        "noise.csv",
        "NOT_TEXT",
        2,
        "the file is not CSV text in the contract's encoding: its first record contains a NUL byte",
        "save it as CSV in the contract's encoding, or correct the contract's encoding");
    lake.isRefused(
        "zipped.csv",
        "NOT_TEXT",
        0,
        "the file is not CSV text: it looks like a zip archive or an Excel workbook",
        "unpack it, or save the sheet as CSV, and send that");
    lake.isRefused(
        "gzipped.csv",
        "NOT_TEXT",
        0,
        "the file is not CSV text: it looks like gzip data",
        "name it .csv.gz");
    lake.isRefused(
        "plain.csv.gz",
        "BROKEN_COMPRESSION",
        0,
        "the file is named as gzip data but is not",
        "name it after what it is (.csv for plain text), or compress it with gzip");
    lake.isRefused(
        "utf16.csv",
        "NOT_TEXT",
        0,
        "the file is not CSV text: it looks like UTF-16 text",
        "save it in the contract's encoding");
    lake.isRefused(
        "latin.csv",
        "NOT_TEXT",
        0,
        "the file is not CSV text in the contract's encoding: its first record is not valid UTF-8",
        "save it as CSV in the contract's encoding, or correct the contract's encoding");
  }

  @Test
  void brokenGzipIsRefusedAlthoughItsRowsWereOnTheirWay() throws IOException {
    byte[] whole = gzip(feed("W", 500));
    lake.put("whole.csv.gz", whole);
    byte[] large = gzip(feed("L", 20_000));
    lake.put("cut.csv.gz", Arrays.copyOf(large, large.length - 10));
    lake.put("cut-early.csv.gz", Arrays.copyOf(whole, whole.length / 2));
    lake.put("trailing.csv.gz", concat(gzip(feed("T", 20_000)), utf8("and then something else")));
    lake.put("two-members.csv.gz", concat(gzip(feed("M", 3)), gzip(row("N1") + "\n")));

    IngestFixture.Answer answer = lake.ingest();

    assertThat(answer.exitCode()).isEqualTo(6);
    assertThat(answer.words())
        .contains(
            "cut.csv.gz had to be refused when its rows were on their way; the others are processed"
                + " again without it.")
        .contains("Next: " + COMPARE);
    lake.isIngested("good.csv", 2, 0);
    lake.isIngested("whole.csv.gz", 500, 0);
    lake.isIngested("two-members.csv.gz", 4, 0);
    isBroken("cut.csv.gz", "it ends early");
    isBroken("cut-early.csv.gz", "it ends early");
    isBroken("trailing.csv.gz", "Garbage after a valid .gz stream");
    lake.isRefusedInLedger("cut.csv.gz", "BROKEN_COMPRESSION");
    assertThat(lake.files("processed/transactions/data")).noneMatch(path -> path.contains("-p1-"));
  }

  private void isBroken(String name, String why) throws IOException {
    long offset = lake.file(name).fault().offset();
    lake.isRefused(
        name,
        "BROKEN_COMPRESSION",
        offset,
        "the gzip stream is broken or cut short after "
            + offset
            + " uncompressed bytes ("
            + why
            + ")",
        COMPARE);
  }

  @Test
  void aStrayQuoteOnTheSecondLineOfAMillionRefusesTheFileWhileItIsPlanned() throws IOException {
    Path file = lake.input().resolve("quote.csv");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(utf8(HEADER + "\""));
      for (int i = 0; i < 1_000_000; i++) {
        out.write(utf8(row("Q" + i) + "\n"));
      }
    }
    lake.put("unclosed.csv", feed("U", 2) + "U3,\"C-1,10.00,EUR,2024-01-15T10:00:00Z\n");
    Files.delete(lake.input().resolve("good.csv"));

    assertThat(lake.ingest().exitCode()).isEqualTo(6);

    lake.publishedNothing();
    assertThat(lake.runFolder("r-1").resolve("outcome-p1.bin")).doesNotExist();
    lake.isRefused(
        "quote.csv",
        "RUNAWAY_RECORD",
        HEADER.length(),
        "the quote opened on line 2 makes the record that starts on line 2 longer than 1048576 bytes"
            + " and run over several lines: it has swallowed the rows after it",
        "correct the quote at byte "
            + HEADER.length()
            + " (double it, or quote the whole field) and send the file again");
    long quote = (long) feed("U", 2).length() + "U3,".length();
    lake.isRefused(
        "unclosed.csv",
        "UNCLOSED_QUOTE",
        quote,
        "the quote opened on line 4 is not closed before the file ends",
        "correct the quote at byte "
            + quote
            + " (double it, or close the field), or send the file again if it was cut short");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
    lake.put("bom.csv", "\ufeff" + feed("B", 2));

    assertThat(lake.ingest().exitCode()).isZero();

    lake.isIngested("bom.csv", 2, 0);
    assertThat(lake.rows(Zone.PROCESSED, "bom.csv"))
        .extracting(row -> row.getField("source_offset"))
        .containsExactly(3L + HEADER.length(), 3L + HEADER.length() + row("B1").length() + 1);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(utf8(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
