package io.ledgerlake.pipeline.crash;

import static io.ledgerlake.pipeline.crash.SharedLake.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.ReplayResult;
import io.ledgerlake.pipeline.run.RunResult;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another run is decided just before a run would be: it plans again under its own id, and the lake
 * is as if the two had come one after the other.
 */
class OvertakenRunTest {

  @TempDir private Path folder;

  /** Does something once or more, each time an entry of the journal is about to be created. */
  private static final class BeforeDecision implements Steps {

    /** What happens before a decision. */
    interface Event {
      void happen(int number) throws IOException;
    }

    private final int times;
    private final Event event;
    private int happened;

    BeforeDecision(int times, Event event) {
      this.times = times;
      this.event = event;
    }

    @Override
    public void before(String step) throws IOException {
      if (step.startsWith("create ") && step.contains("/chain/") && happened < times) {
        happened++;
        event.happen(happened);
      }
    }
  }

  private SharedLake lake(String name) throws IOException {
    SharedLake lake = SharedLake.in(folder.resolve(name));
    lake.write("old.csv", row("A0", "1.00"), row("T1", "one"));
    lake.ingest("old", "old.csv");
    lake.write("shared.csv", row("A1", "1.00"), row("A2", "2.00"), row("A7", "7.00"));
    lake.write("mine.csv", row("A2", "2.50"), row("B1", "3.00"), row("A1", "1.0"));
    return lake;
  }

  private SharedLake overtaken(String name, int times, BeforeDecision.Event event) {
    return SharedLake.in(folder.resolve(name), new BeforeDecision(times, event));
  }

  @Test
  void anOvertakenIngestPlansAgainAndSkipsWhatTheWinnerHasPublished() throws IOException {
    SharedLake serial = lake("serial");
    serial.ingest("winner", "shared.csv");
    serial.ingest("loser", "mine.csv", "shared.csv");
    SharedLake lake = lake("race");

    RunResult result =
        overtaken("race", 1, n -> lake.ingest("winner", "shared.csv"))
            .ingest("loser", "mine.csv", "shared.csv");

    assertThat(result.verdict()).isEqualTo(Verdict.PUBLISHED);
    assertThat(result.plan().attempt()).isEqualTo(2);
    assertThat(result.notes())
        .anySatisfy(
            note -> assertThat(note).contains("Another run has published since run loser was"));
    assertThat(lake.runFile("loser", "plan-2.json")).exists();
    assertThat(lake.state()).isEqualTo(serial.state());
  }

  @Test
  void whoIsOvertakenByAnotherContentOfAFileIsHeldAndAsks() throws IOException {
    SharedLake lake = lake("race");
    RunResult result =
        overtaken(
                "race",
                1,
                n -> {
                  lake.write("shared.csv", row("A1", "9.00"));
                  lake.ingest("winner", "shared.csv");
                  lake.write("shared.csv", row("A1", "1.00"), row("A2", "2.00"), row("A7", "7.00"));
                })
            .ingest("loser", "mine.csv", "shared.csv");
    assertThat(result.verdict()).isEqualTo(Verdict.HELD);
    assertThat(result.corrections())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.rows().changedAfter()).isEqualTo(1);
              assertThat(c.rows().added()).isEqualTo(2);
            });

    SharedLake serial = lake("serial");
    serial.write("shared.csv", row("A1", "9.00"));
    serial.ingest("winner", "shared.csv");
    serial.write("shared.csv", row("A1", "1.00"), row("A2", "2.00"), row("A7", "7.00"));
    serial.ingest("loser", "mine.csv", "shared.csv");
    for (SharedLake each : List.of(lake, serial)) {
      RunResult replaced = each.ingest("loser", Plan.Choice.REPLACE, "mine.csv", "shared.csv");
      assertThat(replaced.verdict()).isEqualTo(Verdict.PUBLISHED);
    }
    assertThat(lake.state()).isEqualTo(serial.state());
  }

  @Test
  void whoIsOvertakenByTheRejectionOfAContentGoesOnWithoutIt() throws IOException {
    SharedLake serial = lake("serial");
    SharedLake lake = lake("race");
    for (SharedLake each : List.of(serial, lake)) {
      each.write("old.csv", row("A0", "9.00"));
    }
    serial.ingest("winner", "old.csv");
    serial.reject("winner");
    serial.ingest("loser", "old.csv", "mine.csv");

    RunResult result =
        overtaken(
                "race",
                1,
                n -> {
                  lake.ingest("winner", "old.csv");
                  lake.reject("winner");
                })
            .ingest("loser", "old.csv", "mine.csv");

    assertThat(result.verdict()).isEqualTo(Verdict.PUBLISHED_WITH_REFUSALS);
    assertThat(result.plan().attempt()).isEqualTo(2);
    assertThat(result.plan().refused())
        .singleElement()
        .satisfies(
            file -> assertThat(file.fault().message()).contains("rejected by ann", "winner asked"));
    assertThat(lake.state()).isEqualTo(serial.state());
  }

  @Test
  void aReplacementThatIsOvertakenTakesOutWhatIsThereThen() throws IOException {
    SharedLake serial = lake("serial");
    SharedLake lake = lake("race");
    for (SharedLake each : List.of(serial, lake)) {
      each.write("old.csv", row("A0", "1.01"), row("A9", "9.00"));
      each.write("repeats.csv", row("A0", "1.00"), row("C1", "4.00"));
    }
    serial.ingest("winner", "repeats.csv");
    serial.ingest("loser", Plan.Choice.REPLACE, "old.csv");

    RunResult result =
        overtaken("race", 1, n -> lake.ingest("winner", "repeats.csv"))
            .ingest("loser", Plan.Choice.REPLACE, "old.csv");

    assertThat(result.verdict()).isEqualTo(Verdict.PUBLISHED);
    assertThat(result.plan().attempt()).isEqualTo(2);
    assertThat(lake.state()).isEqualTo(serial.state());
    assertThat(lake.state()).anyMatch(l -> l.contains("REOPENED") && l.contains("repeats.csv"));
  }

  @Test
  void anOvertakenReplayEvaluatesWhatIsOpenThen() throws IOException {
    Contract mended = mended();
    SharedLake serial = lake("serial");
    serial.ingest("winner", "shared.csv");
    serial.replay("loser", mended);
    SharedLake lake = lake("race");

    ReplayResult result =
        overtaken("race", 1, n -> lake.ingest("winner", "shared.csv")).replay("loser", mended);

    assertThat(result.verdict()).isEqualTo(Verdict.PUBLISHED);
    assertThat(lake.runFile("loser", "plan-2.json")).exists();
    assertThat(lake.state()).isEqualTo(serial.state());
  }

  /** Another text of the contract, so that open rows are judged anew. */
  private static Contract mended() {
    String json = Contracts.named("transactions").json();
    return Contracts.parse(json.replace("\"version\": 1", "\"version\": 2"), "mended");
  }

  @Test
  void whoIsOvertakenAgainAndAgainGivesUpAndCanBeStartedAgain() throws IOException {
    SharedLake lake = lake("race");
    SharedLake unlucky =
        overtaken(
            "race",
            Integer.MAX_VALUE,
            n -> {
              lake.write("w" + n + ".csv", row("W" + n, "1.00"));
              lake.ingest("winner-" + n, "w" + n + ".csv");
            });
    assertThatThrownBy(() -> unlucky.ingest("loser", "mine.csv"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("Other runs were decided 5 times while run loser was at work");

    RunResult result = lake.ingest("loser", "mine.csv");
    assertThat(result.verdict()).isEqualTo(Verdict.PUBLISHED);
    assertThat(result.plan().attempt()).isEqualTo(6);
  }
}
