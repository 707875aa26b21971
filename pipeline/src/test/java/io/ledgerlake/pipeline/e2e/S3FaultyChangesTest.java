package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Replay;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.s3.LocalS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails while a published lake is changed, it is as after one clean change. */
@ExtendWith(LocalS3.class)
class S3FaultyChangesTest {

  private static final String WHY = "--why=so it is right";
  private static final String T = ",EUR,2024-01-05T10:00:00Z\n";

  @TempDir private Path folder;

  /** A change of a lake, as somebody would ask for it again and again until it is done. */
  private record Change(String runId, Supplier<Command<?>> command, List<String> args) {}

  private List<Change> changes() throws IOException {
    Path mended = Files.writeString(folder.resolve("mended.avsc"), ReplayTest.mended(2));
    return List.of(
        new Change(
            "replayed",
            Replay::new,
            List.of("--contract=" + mended, IngestFixture.DIRECT, "--parallelism=1")),
        new Change("picked", Release::new, List.of("b.csv:3", "--pick", WHY)),
        new Change("back", Rollback::new, List.of("--file=a.csv", WHY)),
        new Change("tidied", Compact::new, List.of("--apply", "--olderThanDays=1")));
  }

  /** Days with repeats and conflicts in and between them, a row to be evaluated again. */
  private S3Fixture days(String name) throws IOException {
    S3Fixture s3 = new S3Fixture(folder.resolve(name));
    s3.put(
        "a.csv",
        IngestFixture.HEADER
            + ("A1,C1,1.00" + T).repeat(2)
            + ("A2,C1,2.00" + T + "A3,C1,3.00" + T)
            + "A4,C1,4.00,EUR,31.01.2024 10:00\n");
    assertThat(s3.ingest("--runId=day-1").exitCode()).isZero();
    s3.put(
        "b.csv",
        IngestFixture.HEADER
            + ("A1,C1,1.00" + T + "B1,C1,5.00" + T + "B1,C1,6.00" + T)
            + ("A2,C1,9.00" + T + "B2,C1,7.00" + T));
    assertThat(s3.ingest("--runId=day-2").exitCode()).isZero();
    s3.put("c.csv", IngestFixture.HEADER + "C1,C1,8.00" + T);
    assertThat(s3.ingest("--runId=day-3").exitCode()).isZero();
    return s3;
  }

  @Test
  void changesOnABadDayAreAsOnAGoodOne() throws IOException {
    try (S3Fixture good = days("good");
        S3Fixture bad = days("bad");
        S3Fixture worse = days("worse")) {
      BadDay.begin(bad.relay(), 1, 15);
      BadDay.begin(worse.relay(), 2, 8);
      List<List<String>> states = new ArrayList<>(List.of(state(good)));
      for (Change change : changes()) {
        assertThat(change(good, change, List.of()).exitCode()).isZero();
        states.add(state(good));
        requireSame(bad, change, state(good));
        requireSame(worse, change, state(good));
      }
      assertThat(states.subList(0, 4)).as("what is compared").doesNotHaveDuplicates();
      assertThat(states.get(4)).as("compaction changes no row").isEqualTo(states.get(3));
      for (S3Fixture s3 : List.of(bad, worse)) {
        s3.relay().mend();
        assertThat(BadDay.failures(s3.relay())).as("failed requests").isGreaterThan(20);
        assertThat(s3.unfinishedUploads()).isEmpty();
      }
    }
  }

  private static void requireSame(S3Fixture s3, Change change, List<String> state) {
    insist(s3, change);
    assertThat(state(s3)).as(change.runId()).isEqualTo(state);
    LakeBooks.of(s3.tables()).assertBalanced();
    assertThat(s3.objects("lake/runs/transactions/" + change.runId() + "/"))
        .containsKey("lake/runs/transactions/" + change.runId() + "/_SUCCESS");
  }

  private static IngestFixture.Answer change(S3Fixture s3, Change change, List<String> more) {
    List<String> args = new ArrayList<>(change.args());
    args.add("--runId=" + change.runId());
    args.addAll(more);
    return s3.run(change.command().get(), args.toArray(String[]::new));
  }

  /** Asks for a change until it is done, or was done by a try whose end nobody was told of. */
  private static void insist(S3Fixture s3, Change change) {
    for (int tries = 1; ; tries++) {
      IngestFixture.Answer answer = change(s3, change, BadDay.IMPATIENT);
      if (answer.exitCode() == 0 || answer.all().contains("is published already")) {
        return;
      }
      assertThat(answer.exitCode()).as(answer.all()).isEqualTo(1);
      assertThat(answer.err()).as("a next step").contains("\n  ");
      assertThat(tries).as(answer.all()).isLessThan(BadDay.MOST_RUNS);
    }
  }

  /** Every version of every row, and what the ledger says of each file. */
  private static List<String> state(S3Fixture s3) {
    List<String> state = new ArrayList<>(LakeBooks.of(s3.tables()).outcomes());
    FileLedger.of(s3.tables())
        .published()
        .entries()
        .forEach(
            e ->
                state.add(
                    String.join(
                        " ",
                        e.runId(),
                        e.path(),
                        e.status().name(),
                        e.processed() + "/" + e.quarantined() + "/" + e.condemned(),
                        e.readSums().toString(),
                        e.processedSums().toString())));
    return state;
  }
}
