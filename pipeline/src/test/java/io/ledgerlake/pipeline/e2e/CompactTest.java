package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.change.KilledChanges;
import io.ledgerlake.pipeline.change.MergePolicy;
import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.command.Runs;
import io.ledgerlake.pipeline.command.Show;
import io.ledgerlake.pipeline.compact.Leftovers;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.KilledPublisher;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.readers.ForeignReaders;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Housekeeping changes no row, keeps what somebody needs, and tells before it does. */
class CompactTest {

  private static final MergePolicy ALL = new MergePolicy(LocalDate.of(2030, 1, 1), 128L << 20);

  @TempDir private Path folder;
  private IngestFixture fixture;
  private List<String> rows;
  private List<String> outcomes;

  /** Three days with a row of two months, a fault and a repeat each, and one settled conflict. */
  @BeforeEach
  void ingestThreeDays() throws IOException {
    fixture = IngestFixture.in(folder);
    for (int day = 3; day >= 1; day--) {
      String key = "T" + day;
      fixture.write(
          "day-" + day + ".csv",
          HEADER
              + (key + "a,C1,10.0" + day + ",EUR,2024-01-05T10:00:00Z\n").repeat(2)
              + (key + "b,C1,20.00,EUR,2024-02-06T10:00:00Z\n")
              + (key + "c,C1,30.00,EUR,2024-02-06T10:00:00Z\n")
              + (key + "c,C1,31.00,EUR,2024-02-06T10:00:00Z\n")
              + (key + "d,C1,abc,EUR,2024-02-06T10:00:00Z\n"));
      Answer answer = fixture.ingest("--runId=run-" + day, "--ingestedAt=2024-04-01T02:00:00Z");
      assertThat(answer.exitCode()).as(answer.all()).isZero();
    }
    Answer pick = fixture.run(new Release(), "day-1.csv:5", "--pick", "--why=x", "--runId=pick");
    assertThat(pick.exitCode()).as(pick.all()).isZero();
    rows = fixture.allRows();
    outcomes = LakeBooks.of(fixture).outcomes();
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void smallFilesBecomeOneAndNoRowChanges() throws IOException {
    int processed = listed(Zone.PROCESSED).size();

    Answer done = compact(days(0), "--olderThanDays=1", "--apply", "--runId=tidy");

    assertThat(done.exitCode()).as(done.all()).isZero();
    assertThat(done.out())
        .contains("Data files merged by run tidy")
        .containsPattern("processed +2024-01 +3 +1 +3")
        .contains("No snapshots to expire.")
        .contains("Nothing is left over from dead runs.");
    assertMerged();
    assertThat(listed(Zone.PROCESSED)).hasSizeLessThan(processed);
    ForeignReaders readers = ForeignReaders.of(fixture.lake());
    for (Zone zone : Zone.values()) {
      String table = zone.folder() + ".transactions";
      assertThat(readers.duckDb(table)).as(table).isEqualTo(readers.iceberg(table));
    }
    Answer again = compact(days(0), "--olderThanDays=1", "--apply");
    assertThat(again.out()).contains("No data files to merge.");
    assertThat(fixture.run(new Runs()).out())
        .containsPattern("tidy +\\S+Z +COMPACTION +0 +0 +0 +0 +0")
        .containsPattern("pick +\\S+Z +RELEASE +1 +0 +\\+1 +-2 +\\+1")
        .containsPattern("pick +release +\\S+ +\\S+Z +x");
    assertThat(fixture.run(new Show(), "tidy").out())
        .startsWith("Run tidy of transactions: compaction, published.")
        .contains("No row has another outcome.", "No processed amount changed.");
  }

  private void assertMerged() throws IOException {
    assertThat(fixture.allRows()).isEqualTo(rows);
    assertThat(LakeBooks.of(fixture).outcomes()).isEqualTo(outcomes);
    LakeBooks.of(fixture).assertBalanced();
    Manifest manifest = fixture.manifest("tidy");
    assertThat(manifest.kind()).isEqualTo(Manifest.Kind.COMPACTION);
    assertThat(manifest.moves()).isEmpty();
    assertThat(fixture.tables().zone(Zone.PROCESSED).currentSnapshot().operation())
        .isEqualTo("replace");
    // Rows that supersede others stay in files of their own, which are few to open.
    assertThat(listed(Zone.CONDEMNED)).hasSize(2);
  }

  @Test
  void filesAreLeftAloneThatAreYoungOrLongEnough() {
    assertThat(compact("2024-02-15T00:00:00Z", "--olderThanDays=0").out())
        .containsPattern("processed +2024-01 +3 +1")
        .doesNotContain("2024-02")
        .doesNotContain("quarantine");
    assertThat(compact("2024-01-20T00:00:00Z", "--olderThanDays=0").out())
        .contains("No data files to merge.");
  }

  @Test
  void aDryRunIsTheDefaultAndWritesNothing() throws IOException {
    List<String> files = fixture.storedDataFiles();
    var snapshots = fixture.snapshots();

    Answer dry = compact(days(0), "--olderThanDays=1");

    assertThat(dry.exitCode()).as(dry.all()).isZero();
    assertThat(dry.out())
        .contains("Data files to be merged")
        .contains("This was a dry run: nothing was written. Write --apply to do it.");
    assertThat(fixture.storedDataFiles()).isEqualTo(files);
    assertThat(fixture.snapshots()).isEqualTo(snapshots);
  }

  @Test
  void aFileWhoseRowsWereMergedIsRolledBackAsBefore() throws IOException {
    compact(days(0), "--olderThanDays=1", "--apply", "--runId=tidy");

    Answer back = fixture.run(new Rollback(), "--file=day-1.csv", "--why=x", "--runId=back");

    assertThat(back.exitCode()).as(back.all()).isZero();
    outcomes.removeIf(line -> line.startsWith("day-1.csv"));
    assertThat(LakeBooks.of(fixture).outcomes()).isEqualTo(outcomes);
    LakeBooks.of(fixture).assertBalanced();
    assertThat(fixture.manifest("back").removedFiles())
        .anyMatch(file -> file.path().contains("/tidy-c1-"))
        .noneMatch(file -> file.path().contains("/run-"));
  }

  @ParameterizedTest
  @EnumSource
  void killedAfterAnyStepItIsFinishedLikeACleanRun(KilledPublisher.Step step) throws IOException {
    KilledChange.killAndFinish(
        fixture,
        "tidy",
        step,
        (request, publisher) -> KilledChanges.merge(request, ALL, publisher));

    assertMerged();
  }

  @Test
  void oldSnapshotsGoWithTheirFilesButNeverATaggedOne() throws IOException {
    Table processed = fixture.tables().zone(Zone.PROCESSED);
    long first = processed.snapshots().iterator().next().snapshotId();
    processed.manageSnapshots().createTag("closed-2024-01", first).commit();
    List<String> ofFirst = locations(processed, first);
    compact(days(0), "--olderThanDays=1", "--apply", "--runId=tidy");
    List<String> before = fixture.storedDataFiles();

    assertThat(compact(days(40), "--keepSnapshots=1").out())
        .contains("Snapshots to be expired")
        .contains("This was a dry run");
    assertThat(fixture.storedDataFiles()).isEqualTo(before);
    Answer done = compact(days(40), "--keepSnapshots=1", "--apply");

    assertThat(done.exitCode()).as(done.all()).isZero();
    processed = fixture.tables().zone(Zone.PROCESSED);
    assertThat(ids(processed))
        .containsExactlyInAnyOrder(first, processed.currentSnapshot().snapshotId());
    assertThat(locations(processed, first))
        .isEqualTo(ofFirst)
        .allMatch(f -> Files.exists(Path.of(f)));
    assertThat(ids(fixture.tables().ledger())).hasSize(1);
    assertThat(processed.properties()).containsEntry("gc.enabled", "false");
    assertThat(fixture.storedDataFiles()).hasSizeLessThan(before.size());
    assertThat(fixture.allRows()).isEqualTo(rows);
    LakeBooks.of(fixture).assertBalanced();

    fixture.write("day-4.csv", HEADER + "T4a,C1,1.00,EUR,2024-01-05T10:00:00Z\n");
    Answer next = fixture.ingest("--runId=run-4");
    assertThat(next.exitCode()).as(next.all()).isZero();
    LakeBooks.of(fixture).assertBalanced();
  }

  @Test
  void youngSnapshotsAndSoManyLatestOnesStay() {
    Table processed = fixture.tables().zone(Zone.PROCESSED);
    int all = ids(processed).size();
    String noMerge = "--olderThanDays=30000";
    compact(days(20), "--keepSnapshots=1", "--keepDays=30", "--apply", noMerge);
    processed.refresh();
    assertThat(ids(processed)).hasSize(all);
    compact(days(40), "--keepSnapshots=2", "--keepDays=30", "--apply", noMerge);
    processed.refresh();
    assertThat(ids(processed)).hasSize(2);
  }

  @Test
  void aSnapshotThatAnUnfinishedRunWasPlannedOnStays() throws IOException {
    Table processed = fixture.tables().zone(Zone.PROCESSED);
    long planned = ids(processed).get(1);
    Files.createDirectories(fixture.runFolder("going"));
    Files.writeString(
        fixture.runFolder("going").resolve("plan.json"),
        "{\"baseSnapshots\": {\"processed\": " + planned + "}}");

    compact(days(40), "--keepSnapshots=1", "--graceDays=365", "--apply");

    processed.refresh();
    assertThat(ids(processed))
        .containsExactlyInAnyOrder(planned, processed.currentSnapshot().snapshotId());
  }

  @Test
  void whatDeadRunsLeftIsToldFirstAndRemovedAfterAGraceTime() throws IOException {
    Path stray = stray("processed", "dead-p1-00000.parquet");
    Path plan = fixture.runFolder("dead").resolve("plan.json");
    Files.createDirectories(plan.getParent());
    Files.writeString(plan, "{}");
    Path report = fixture.runFolder("ended").resolve("metrics.json");
    Files.createDirectories(report.getParent());
    Files.writeString(report, "{}");
    Files.writeString(report.resolveSibling("plan.json"), "{}");

    assertThat(compact(days(0)).out()).contains("Nothing is left over from dead runs.");
    Answer dry = compact(days(8));
    assertThat(dry.out())
        .contains("Left over from dead runs, to be removed: 2 files")
        .contains(stray.toString(), plan.toString());
    assertThat(stray).exists();

    compact(days(8), "--apply", "--olderThanDays=30000");

    assertThat(List.of(stray, plan)).noneMatch(Files::exists);
    assertThat(report).exists();
    assertThat(fixture.allRows()).isEqualTo(rows);
  }

  @Test
  void aHeldRunsFilesAreNeverTouched() throws IOException {
    Path held = stray("quarantine", "held-p1-00000.parquet");
    Path dead = stray("quarantine", "dead-p1-00000.parquet");
    try (LakeStorage storage = LakeStorage.of(fixture.lake().toString())) {
      LakeLayout layout = LakeLayout.of(fixture.lake().toString());
      Publisher publisher = Publisher.of(layout, storage, fixture.tables());
      String path = layout.zoneRoot(Zone.QUARANTINE);
      publisher.decide(
          JournalEntry.Kind.HOLD,
          withFile(held.toString().substring(path.length() + 1)),
          publisher.journal().head(),
          Optional.of(new JournalEntry.Person("ann", Instant.parse(days(0)), "a sum")));

      List<Leftovers.Leftover> found =
          Leftovers.of(layout, fixture.tables(), publisher, Instant.parse(days(8))).find();

      assertThat(found).extracting(Leftovers.Leftover::location).containsExactly(dead.toString());
    }
    Answer refused = compact(days(8), "--olderThanDays=1", "--apply");
    assertThat(refused.exitCode()).isEqualTo(5);
    assertThat(refused.err()).contains("Run held of transactions is held since ");
  }

  @Test
  void nothingIsDecidedWhenTheFilesThatWereWrittenHoldSomethingElse() throws IOException {
    List<String> files = fixture.storedDataFiles();
    try (LakeStorage storage = LakeStorage.of(fixture.lake().toString())) {
      ChangeRequest request =
          new ChangeRequest(
              LakeLayout.of(fixture.lake().toString()),
              storage,
              fixture.tables(),
              "tidy",
              Instant.parse("2024-04-03T00:00:00Z"),
              "test",
              Optional.empty(),
              Duration.ZERO);

      assertThatThrownBy(() -> KilledChanges.differ(request, "one row less"))
          .isInstanceOfSatisfying(
              UserError.class, error -> assertThat(error.exitCode()).isEqualTo(4))
          .hasMessage("The books of run tidy disagree, and nothing was changed: one row less.");
    }
    assertThat(fixture.storedDataFiles()).isEqualTo(files);
    assertThat(fixture.isPublished("tidy")).isFalse();
  }

  private Manifest withFile(String path) throws IOException {
    Manifest m = fixture.manifest("run-1");
    return new Manifest(
        m.format(),
        m.kind(),
        "held",
        m.dataset(),
        m.ingestedAt(),
        m.contract(),
        m.currencyTable(),
        m.codeVersion(),
        m.planSha256(),
        m.inputs(),
        m.refused(),
        m.skipped(),
        List.of(new Manifest.DataFile("quarantine", path, 0, 1, 1, "")),
        List.of(),
        List.of(),
        m.totals(),
        new TreeMap<>(),
        m.reconciliation());
  }

  private Path stray(String zone, String name) throws IOException {
    Path file =
        fixture.lake().resolve(zone).resolve("transactions/data/ingest_date=2024-04-01/" + name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not listed");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    return file;
  }

  /** Returns the time that so many days after now is. */
  private static String days(int days) {
    return Instant.now().plusSeconds(days * 86_400L + 60).toString();
  }

  private Answer compact(String at, String... args) {
    return fixture.run(new Compact(Clock.fixed(Instant.parse(at), ZoneOffset.UTC)), args);
  }

  private static List<Long> ids(Table table) {
    List<Long> ids = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      ids.add(snapshot.snapshotId());
    }
    return ids;
  }

  private List<String> listed(Zone zone) throws IOException {
    Table table = fixture.tables().zone(zone);
    return locations(table, table.currentSnapshot().snapshotId());
  }

  private static List<String> locations(Table table, long snapshot) throws IOException {
    List<String> locations = new ArrayList<>();
    try (var tasks = table.newScan().useSnapshot(snapshot).planFiles()) {
      tasks.forEach(task -> locations.add(task.file().path().toString()));
    }
    locations.sort(null);
    return locations;
  }
}
