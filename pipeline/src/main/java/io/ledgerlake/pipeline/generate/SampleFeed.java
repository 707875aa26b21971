package io.ledgerlake.pipeline.generate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.ledgerlake.pipeline.options.GenerateOptions.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The sample feed that ships: what five systems of a bank dropped for the first quarter of 2024,
 * with everything that goes wrong in such feeds. The committed files are what this class writes;
 * they are never edited by hand.
 */
public final class SampleFeed {

  /** Where the files lie below a raw root. */
  public static final String FOLDER = "transactions/ingest_date=2024-03-31";

  private static final String CORE_BANKING = "core-banking-2024-01.csv";
  private static final String BRANCH_NORTH = "branch-north-2024-03.csv";
  private static final int CUSTOMERS = 2_000;
  private static final List<FeedSpec.Money> CURRENCIES =
      Stream.of("EUR", "USD", "GBP", "CHF", "JPY").map(FeedSpec.Money::of).toList();

  private SampleFeed() {}

  /** Returns the files' contents by name, before any compression. */
  public static SortedMap<String, byte[]> contents() throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(CORE_BANKING, feed(spec(1, 1_500, 1, 10_000, 16_000, 0, false)));
    files.put("cards-2024-02.csv.gz", feed(spec(2, 1_200, 2, 12_000, 20_000, 0, false)));
    files.put(BRANCH_NORTH, feed(spec(3, 800, 3, 0, 28_000, 300_000, true)));
    FeedSpec treasury = spec(4, 400, 3, 10_000, 0, 0, false);
    files.put("treasury-2024-03.csv", feed(treasury));
    files.put("treasury-2024-03.csv.ctl.json", control(treasury));
    files.put("branch-south-2024-03.csv", strayQuote(feed(spec(5, 300, 3, 0, 0, 0, false))));
    files.put(
        "corrections-2024-03.csv", corrections(files.get(CORE_BANKING), files.get(BRANCH_NORTH)));
    return files;
  }

  /** Writes the files below a raw root. */
  public static void write(Path rawRoot) throws IOException {
    Path folder = Files.createDirectories(rawRoot.resolve(FOLDER));
    for (Map.Entry<String, byte[]> file : contents().entrySet()) {
      Path path = folder.resolve(file.getKey());
      try (OutputStream out = FeedFiles.compressed(path, Files.newOutputStream(path))) {
        out.write(file.getValue());
      }
    }
  }

  private static FeedSpec spec(
      int system, long rows, int month, int duplicates, int faults, int quoted, boolean crlf) {
    return new FeedSpec(
        FeedSpec.Dataset.TRANSACTIONS,
        rows,
        system,
        duplicates,
        0,
        0,
        faults,
        quoted,
        Keys.RISING,
        system * 1_000_000L + 1,
        LocalDate.of(2024, month, 1),
        1,
        CURRENCIES,
        CUSTOMERS,
        crlf);
  }

  private static byte[] feed(FeedSpec spec) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Feed(spec).write(out, spec.rows());
    return out.toByteArray();
  }

  private static byte[] control(FeedSpec spec) throws IOException {
    FeedCounts counts = new Feed(spec).write(OutputStream.nullOutputStream(), spec.rows());
    return FeedFiles.control(spec, counts);
  }

  /** A name with a quote that nobody closes: the rest of the file would become one value. */
  private static byte[] strayQuote(byte[] file) {
    List<String> lines = lines(file);
    String line = lines.get(120);
    int customer = line.indexOf(',') + 1;
    lines.set(120, line.substring(0, customer) + '"' + line.substring(customer));
    return bytes(lines);
  }

  /**
   * What a back office sends at the end of a quarter: rows that were sent before, one of them in
   * another spelling, rows that contradict earlier ones, reversals, the same broken row twice, and
   * blank lines between.
   */
  private static byte[] corrections(byte[] coreBanking, byte[] branchNorth) {
    List<String> core = cleanLines(coreBanking);
    List<String> north = cleanLines(branchNorth);
    String broken = "T00000006000001,C0000417,12.5O,EUR,2024-03-29T16:20:00Z";
    return bytes(
        List.of(
            "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp",
            core.get(10),
            core.get(200),
            otherSpelling(core.get(300)),
            otherAmount(core.get(400), "75.00"),
            otherAmount(north.get(50), "-1250.00"),
            "",
            "T00000006000002,C0000417,-120.00,EUR,2024-03-29T16:21:00Z",
            "T00000006000003,C0000417,120.00,EUR,2024-03-29T16:22:30Z",
            broken,
            broken,
            "",
            "T00000006000004,C0001033,-3200,JPY,2024-03-30T09:00:00+09:00"));
  }

  /** The same row to anyone who reads it: a zero more, and Berlin's time for UTC. */
  private static String otherSpelling(String line) {
    String[] fields = line.split(",", -1);
    String time = fields[4];
    int hour = Integer.parseInt(time.substring(11, 13));
    fields[2] = fields[2].contains(".") ? fields[2] + "0" : fields[2] + ".0";
    fields[4] = time.substring(0, 11) + twoDigits(hour + 1) + time.substring(13, 19) + "+01:00";
    return String.join(",", fields);
  }

  private static String twoDigits(int number) {
    return (number < 10 ? "0" : "") + number;
  }

  private static String otherAmount(String line, String amount) {
    String[] fields = line.split(",", -1);
    fields[2] = amount;
    return String.join(",", fields);
  }

  /** Rows without quotes or faults, in euro, and not in the last hour of a day. */
  private static List<String> cleanLines(byte[] file) {
    String clean =
        "T\\d{14},C\\d{7},-?\\d{1,9}\\.\\d\\d,EUR,"
            + "2024-0[13]-\\d\\dT([01]\\d|2[0-2]):\\d\\d:\\d\\dZ";
    return lines(file).stream().filter(l -> l.matches(clean)).toList();
  }

  private static List<String> lines(byte[] file) {
    return new ArrayList<>(List.of(new String(file, ISO_8859_1).split("\r?\n", -1)));
  }

  private static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + (lines.get(lines.size() - 1).isEmpty() ? "" : "\n"))
        .getBytes(ISO_8859_1);
  }
}
