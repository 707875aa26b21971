package io.ledgerlake.pipeline.crash;

import static io.ledgerlake.pipeline.crash.SharedLake.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.command.Verify;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that asked, that were overtaken, or that were started twice have several plans and manifests
 * in their folders. Whichever is touched is named, and nothing else is.
 */
class VerifySeveralPlansTest {

  @TempDir private static Path folder;

  /** The files that something vouches for, by their paths in the folder of runs. */
  private static final List<String> VOUCHED =
      List.of(
          "answered/manifest.json",
          "answered/plan-2.json",
          "answered/plan.json",
          "answered/question.json",
          "back/manifest-2.json",
          "loser/manifest-3.json",
          "loser/plan-2.json",
          "loser/plan-3.json",
          "loser/plan.json",
          "open/plan.json",
          "open/question.json",
          "rejected/plan.json",
          "rejected/question.json",
          "replayed/manifest-2.json",
          "replayed/plan-2.json",
          "replayed/plan.json");

  /** Another run decides before the run does, as often as there is something to do. */
  private static Steps overtakenBy(List<Runnable> others) {
    List<Runnable> left = new ArrayList<>(others);
    return new Steps() {
      @Override
      public void before(String step) {
        if (step.startsWith("create ") && step.contains("/chain/") && !left.isEmpty()) {
          left.remove(0).run();
        }
      }
    };
  }

  @BeforeAll
  static void live() throws IOException {
    SharedLake lake = SharedLake.in(folder);
    lake.write("day.csv", row("A1", "1.00"), row("A2", "2.00"));
    lake.ingest("first", "day.csv");
    lake.write("day.csv", row("A1", "1.00"), row("A2", "2.50"));
    held(lake, "answered", "day.csv");
    assertThat(lake.ingest("answered", Plan.Choice.REPLACE, "day.csv").verdict())
        .isEqualTo(Verdict.PUBLISHED);
    lake.write("day.csv", row("A1", "9.00"));
    held(lake, "rejected", "day.csv");
    lake.reject("rejected");
    lake.write("mine.csv", row("A1", "1.0"), row("M1", "3.00"), row("M2", "two"));
    SharedLake.in(folder, overtakenBy(List.of(other("x"), other("y")))).ingest("loser", "mine.csv");
    SharedLake.in(folder, overtakenBy(List.of(other("z")))).replay("replayed", mended());
    rollBackTwice();
    lake.write("mine.csv", row("M1", "8.00"));
    held(lake, "open", "mine.csv");
  }

  private static void held(SharedLake lake, String runId, String file) throws IOException {
    assertThat(lake.ingest(runId, file).verdict()).isEqualTo(Verdict.HELD);
  }

  private static Runnable other(String name) {
    return () -> {
      try {
        SharedLake lake = SharedLake.in(folder);
        lake.write(name + ".csv", row(name, "1.00"));
        lake.ingest("run-" + name, name + ".csv");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static Contract mended() {
    String json = Contracts.named("transactions").json();
    return Contracts.parse(json.replace("\"version\": 1", "\"version\": 2"), "mended");
  }

  /** The first start dies before it decides; nobody vouches for what it has left. */
  private static void rollBackTwice() throws IOException {
    Steps dying =
        new Steps() {
          @Override
          public void before(String step) throws IOException {
            if (step.startsWith("create ") && step.contains("/chain/")) {
              throw new IOException("dies");
            }
          }
        };
    assertThatThrownBy(() -> CrashLake.in(folder, dying).rollback("back", "day.csv"))
        .hasMessage("dies");
    CrashLake.in(folder).rollback("back", "day.csv");
  }

  @Test
  void theFoldersAreWhatThisIsAbout() throws IOException {
    assertThat(stored()).containsAll(VOUCHED).contains("back/manifest.json", "back/start-1.json");
    assertThat(verify("FILES")).isEmpty();
  }

  @Test
  void aFlippedBitInAnyOfThemIsNamed() throws IOException {
    assertThat(
            named(
                file -> {
                  byte[] bytes = Files.readAllBytes(file);
                  bytes[bytes.length / 2] ^= 1;
                  Files.write(file, bytes);
                }))
        .isEqualTo(each());
  }

  @Test
  void whicheverOfThemIsMissingIsNamed() throws IOException {
    Map<String, List<String>> expected = each();
    // Where nothing is left, nothing says that it was a question.
    for (String run : List.of("open", "rejected")) {
      expected.put(
          run + "/question.json", List.of("MANIFEST " + runs().resolve(run + "/manifest.json")));
    }
    assertThat(named(Files::delete)).isEqualTo(expected);
  }

  @Test
  void whatAnAttemptHasLeftThatDecidedNothingIsNotVouchedFor() throws IOException {
    for (String name : List.of("back/manifest.json", "loser/manifest.json")) {
      Path left = runs().resolve(name);
      byte[] bytes = Files.readAllBytes(left);
      Files.writeString(left, "touched", UTF_8);
      assertThat(verify("JOURNAL")).as(name).isEmpty();
      Files.write(left, bytes);
    }
  }

  /** What somebody does to a file. */
  @FunctionalInterface
  private interface Touch {
    void touch(Path file) throws IOException;
  }

  private static Map<String, List<String>> each() {
    Map<String, List<String>> each = new TreeMap<>();
    for (String file : VOUCHED) {
      String kind = file.contains("/plan") ? "PLAN " : "MANIFEST ";
      each.put(file, List.of(kind + runs().resolve(file)));
    }
    return each;
  }

  /** Returns what is named when a file is touched, for each. */
  private static Map<String, List<String>> named(Touch touch) throws IOException {
    Map<String, List<String>> named = new TreeMap<>();
    for (String name : VOUCHED) {
      Path file = runs().resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      touch.touch(file);
      named.put(name, verify("JOURNAL"));
      Files.write(file, bytes);
    }
    return named;
  }

  private static Path runs() {
    return folder.resolve("runs/transactions");
  }

  private static List<String> stored() throws IOException {
    try (Stream<Path> files = Files.walk(runs())) {
      return files.map(file -> runs().relativize(file).toString()).toList();
    }
  }

  /** Returns kind and path of what is named. */
  private static List<String> verify(String depth) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] args = {
      "--lake=" + folder,
      "--dataset=transactions",
      "--depth=" + depth,
      "--format=CSV",
      "--inputs=false"
    };
    int exitCode = new Verify().run(args, Terminal.of(out, err));
    List<String> named = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(out.toString(UTF_8), CSVFormat.RFC4180)) {
      List<CSVRecord> records = parser.getRecords();
      for (CSVRecord record : records.subList(1, records.size())) {
        named.add(record.get(1) + " " + record.get(2));
      }
    }
    assertThat(exitCode).as(err.toString(UTF_8)).isEqualTo(named.isEmpty() ? 0 : 4);
    return named;
  }
}
