package io.ledgerlake.pipeline.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Replay;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.command.Sql;
import io.ledgerlake.pipeline.command.Verify;
import io.ledgerlake.pipeline.model.LivedLake.Books;
import io.ledgerlake.pipeline.model.LivedLake.Version;
import io.ledgerlake.pipeline.model.ReferenceLake.Correcting;
import io.ledgerlake.pipeline.model.ReferenceLake.Entry;
import io.ledgerlake.pipeline.model.ReferenceLake.Place;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sequences of days: fresh rows, late ones, repeats, conflicts, a contract that takes more than the
 * one before, replays, releases, rollbacks and the files that come again after them. After each
 * step every record stands where {@link ReferenceLake} says, and every file's books add up, to what
 * its text adds up to; in the end the views say the same.
 */
class DaysTest {

  private static final int STEPS = 9;
  private static final Runnable NOTHING = () -> {};
  private static final int LIMIT = 3;
  static final String WHY = "--why=the model says so";
  private static final List<Set<String>> CONTRACTS =
      List.of(Set.of("EUR"), Set.of("EUR", "USD"), Set.of("EUR", "USD", "GBP"));

  private static final String VIEW_OF_OUTCOMES =
      "SELECT o.record_id, o.zone, q.state, o.attempt_count FROM published.transactions_outcomes o"
          + " LEFT JOIN published.transactions_open_quarantine q ON q.record_id = o.record_id"
          + " ORDER BY 1";

  @TempDir private Path folder;
  private final ReferenceLake model = new ReferenceLake();
  private final List<FeedFile> raw = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private final Map<FeedFile, String> takenInBy = new HashMap<>();

  /** Undoes in the model what the last run did; a rollback of a replay or a release. */
  private Runnable undo = NOTHING;

  private LivedLake lake;
  private Optional<Asides> asides = Optional.empty();
  private Random random;
  private int contract;
  private int run;

  @BeforeEach
  void makeLake() {
    lake = new LivedLake(folder.resolve("lake"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 36})
  void everyRecordStandsWhereTheRulesSay(long seed) throws IOException {
    live(seed);
  }

  /**
   * The same with runs that are stopped by a gate or wait for an approval, and are approved or
   * rejected, and with all files merged, snapshots expired and leftovers removed between the steps.
   */
  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104})
  void whatIsHeldGivenUpOrTidiedUpMakesNoDifference(long seed) throws IOException {
    asides = Optional.of(new Asides(lake, new Random(-seed), story));
    live(seed);
  }

  private void live(long seed) throws IOException {
    random = new Random(seed);
    ingest();
    for (int step = 2; step <= STEPS; step++) {
      live(random.nextInt(15));
      compare();
      if (asides.isPresent() && asides.get().tidiesUp("tidy-" + step)) {
        compare();
      }
    }
    lake.run(new Verify());
    compareViews();
  }

  /** What an analyst is shown is what the model says, and nothing else. */
  private void compareViews() {
    List<String> expected = new ArrayList<>();
    model
        .byId()
        .forEach((id, entry) -> expected.add(id + "," + shown(entry.place) + "," + entry.attempts));
    String outcomes =
        lake.run(new Sql(), "--format=CSV", "--queryThreads=1", "-c", VIEW_OF_OUTCOMES);
    assertThat(outcomes.lines().skip(1)).as(String.join("\n", story)).isEqualTo(expected);
  }

  private static String shown(Place place) {
    return switch (place) {
      case PROCESSED -> "processed,";
      case REJECTED, CONFLICT, REOPENED -> "quarantine," + place;
      case REPEAT, EXHAUSTED -> "condemned,";
    };
  }

  private void live(int what) throws IOException {
    switch (what) {
      case 0, 1, 2, 3 -> ingest();
      case 4, 5 -> replay();
      case 6 -> settleConflict();
      case 7 -> reopen();
      case 8, 9, 10 -> correct();
      case 11, 12 -> undo();
      case 13 -> rollBackRun();
      default -> rollBack();
    }
    if (what < 4 || what > 7) {
      undo = NOTHING;
    }
  }

  /** The last run, if it was a replay or a release, else some file. */
  private void undo() {
    if (undo == NOTHING) {
      rollBack();
      return;
    }
    story.add("undo r" + run);
    lake.run(new Rollback(), "--run=r" + run, WHY, runId());
    undo.run();
  }

  /** An ingest that took in a file that is still there. */
  private void rollBackRun() {
    List<String> runs =
        takenInBy.entrySet().stream()
            .filter(taken -> model.published().contains(taken.getKey()))
            .map(Map.Entry::getValue)
            .sorted()
            .toList();
    if (runs.isEmpty()) {
      return;
    }
    String chosen = runs.get(random.nextInt(runs.size()));
    story.add("roll back " + chosen);
    lake.run(new Rollback(), "--run=" + chosen, WHY, runId());
    Set<FeedFile> files = new HashSet<>();
    takenInBy.forEach((file, by) -> files.addAll(by.equals(chosen) ? Set.of(file) : Set.of()));
    model.rollBack(files);
  }

  private String runId() {
    run++;
    return "--runId=r" + run;
  }

  private void ingest() throws IOException {
    int files = 1 + random.nextInt(3);
    for (int i = 0; i < files; i++) {
      FeedFile file = file("f" + raw.size() + random.nextInt(10) + ".csv");
      raw.add(file);
      lake.drop(file);
    }
    // One of two contents of a path may have left, and the other still lie in the raw zone.
    boolean corrected =
        raw.stream()
            .anyMatch(f -> !model.published().contains(f) && !model.withPath(f.path()).isEmpty());
    ingest(corrected ? anyCorrecting() : Correcting.NONE);
  }

  private Correcting anyCorrecting() {
    return random.nextBoolean() ? Correcting.REPLACE : Correcting.ADD;
  }

  private void ingest(Correcting correcting) throws IOException {
    raw.sort(Comparator.comparing(FeedFile::path));
    story.add("ingest under " + CONTRACTS.get(contract) + ", " + correcting + ", of " + raw);
    List<String> args =
        new ArrayList<>(
            List.of(
                runId(),
                "--runner=DirectRunner",
                "--parallelism=1",
                "--ingestedAt=" + time(),
                "--contract=" + contractFile(),
                "--maxRejected=1",
                "--allowUnprocessedFiles"));
    if (correcting != Correcting.NONE) {
      if (random.nextBoolean()) {
        lake.hold(new Ingest(), args.toArray(String[]::new));
      }
      args.add("--corrected=" + correcting);
    }
    if (asides.isPresent()) {
      asides.get().ingest(args, this::runId);
    } else {
      lake.run(new Ingest(), args.toArray(String[]::new));
    }
    Set<FeedFile> before = model.published();
    model.ingest(raw, CONTRACTS.get(contract), correcting);
    model.published().stream()
        .filter(file -> !before.contains(file))
        .forEach(file -> takenInBy.put(file, "r" + run));
  }

  /** A file of the raw zone that is published comes with some of its rows, and some others. */
  private void correct() throws IOException {
    List<FeedFile> published = raw.stream().filter(model.published()::contains).toList();
    if (published.isEmpty()) {
      return;
    }
    FeedFile before = published.get(random.nextInt(published.size()));
    List<FeedRow> rows = new ArrayList<>(file(before.path()).rows());
    before.rows().stream().filter(row -> random.nextInt(3) > 0).forEach(rows::add);
    FeedFile after = new FeedFile(before.path(), rows);
    raw.remove(before);
    raw.add(after);
    lake.drop(after);
    ingest(anyCorrecting());
  }

  private String time() {
    return Instant.parse("2024-04-10T02:00:00Z").plus(run, ChronoUnit.DAYS).toString();
  }

  private FeedFile file(String path) {
    List<FeedRow> rows = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      rows.add(
          new FeedRow(
              "T" + random.nextInt(9),
              "C1",
              pick("1.00", "1.0", "1.00", "2.50", FeedRow.NO_AMOUNT),
              pick("EUR", "EUR", "USD", "GBP"),
              pick("2024-01-31T23:59:59Z", "2024-02-01T00:00:00Z")));
    }
    return new FeedFile(path, rows);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void replay() throws IOException {
    if (random.nextInt(3) > 0) {
      contract = Math.min(contract + 1, CONTRACTS.size() - 1);
    }
    story.add("replay under " + CONTRACTS.get(contract));
    Runnable before = model.remember();
    String told =
        lake.run(
            new Replay(),
            runId(),
            "--runner=DirectRunner",
            "--parallelism=1",
            "--ingestedAt=" + time(),
            "--maxAttempts=" + LIMIT,
            "--contract=" + contractFile());
    model.replay(CONTRACTS.get(contract), LIMIT);
    undo = told.replaceAll("\\s+", " ").contains("evaluated again, and each") ? before : NOTHING;
  }

  private void settleConflict() {
    anyOf(entry -> entry.place == Place.CONFLICT)
        .ifPresent(
            entry -> {
              boolean published = model.processed(entry.feedRow().key()).isPresent();
              story.add((published ? "keep published against " : "pick ") + entry);
              release(entry, published ? "--keepPublished" : "--pick");
              if (published) {
                model.keepPublished(entry.feedRow().key());
              } else {
                model.pick(entry);
              }
            });
  }

  private void reopen() {
    anyOf(entry -> entry.place == Place.REPEAT)
        .ifPresent(
            entry -> {
              story.add("reopen " + entry);
              release(entry, "--reopen");
              model.reopen(entry);
            });
  }

  private void release(Entry entry, String how) {
    undo = model.remember();
    lake.run(new Release(), entry.file.path() + ":" + entry.row, how, WHY, runId());
  }

  private Optional<Entry> anyOf(Predicate<Entry> wanted) {
    // A path that has two contents does not name a row.
    List<Entry> entries = model.entries(wanted.and(e -> model.withPath(e.file.path()).size() == 1));
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(entries.get(random.nextInt(entries.size())));
  }

  private void rollBack() {
    List<FeedFile> published =
        model.published().stream().sorted(Comparator.comparing(FeedFile::path)).toList();
    if (published.isEmpty()) {
      return;
    }
    FeedFile file = published.get(random.nextInt(published.size()));
    story.add("roll back " + file.path());
    lake.run(new Rollback(), "--file=" + file.path(), WHY, runId());
    model.rollBack(model.withPath(file.path()));
  }

  private void compare() {
    Map<String, Version> found = lake.current();
    Map<String, Entry> expected = model.byId();
    assertThat(found.keySet()).as(story.toString()).isEqualTo(expected.keySet());
    expected.forEach(
        (id, entry) -> {
          Version version = found.get(id);
          String as = String.join("\n", story) + "\nmodel: " + entry + "\nlake: " + version;
          assertThat(version.place()).as(as).isEqualTo(entry.place);
          assertThat(version.attempts()).as(as).isEqualTo(entry.attempts);
          if (!entry.related.isEmpty()) {
            assertThat(version.related()).as(as).isIn(entry.related);
          }
        });
    Map<String, Books> books = new TreeMap<>(lake.booksOfRows());
    assertThat(lake.booksOfLedger()).as(String.join("\n", story)).isEqualTo(books);
    Map<String, BigDecimal> totals = new TreeMap<>();
    books.forEach((file, figures) -> totals.put(file, figures.total().stripTrailingZeros()));
    assertThat(totals).as(String.join("\n", story)).isEqualTo(model.totals());
  }

  /** The contract that ships, with a list of currencies, as a version of its own. */
  private Path contractFile() throws IOException {
    Path file = folder.resolve("transactions-" + contract + ".avsc");
    String currencies =
        String.join(
            ", ", CONTRACTS.get(contract).stream().sorted().map(c -> '"' + c + '"').toList());
    String json =
        Contracts.named("transactions")
            .json()
            .replace("\"version\": 1", "\"version\": " + (contract + 1))
            .replace(
                "\"source\": \"Currency\"",
                "\"source\": \"Currency\", \"allowed\": [" + currencies + "]");
    return Files.writeString(file, json, UTF_8);
  }
}
