package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Reject;
import io.ledgerlake.pipeline.command.Release;
import io.ledgerlake.pipeline.command.Rollback;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A lake in which everything has happened once, and that can be put back to how it was. Its
 * journal:
 *
 * <ol>
 *   <li>{@code first} takes a.csv in: a good row, a faulty one, a repeat, a conflict of two
 *   <li>{@code again}, a replay, under a contract that reads the faulty one
 *   <li>{@code pick}, a release of the conflict
 *   <li>{@code second} takes b.csv in
 *   <li>{@code back} rolls b.csv back
 *   <li>{@code third} would take c.csv in, and is held
 *   <li>{@code third} is approved
 *   <li>{@code tidy}, a compaction
 *   <li>{@code no} would take d.csv in, and is held
 *   <li>{@code no} is rejected
 *   <li>{@code last} takes e.csv in
 * </ol>
 */
final class VerifiedLake {

  static final int ENTRIES = 11;

  private final IngestFixture fixture;
  private final Path copy;

  private VerifiedLake(IngestFixture fixture, Path copy) {
    this.fixture = fixture;
    this.copy = copy;
  }

  static VerifiedLake in(Path folder) throws IOException {
    IngestFixture fixture = IngestFixture.in(folder.resolve("lived"));
    VerifiedLake lake = new VerifiedLake(fixture, folder.resolve("copy"));
    lake.live(folder);
    copy(fixture.lake(), lake.copy);
    return lake;
  }

  private void live(Path folder) throws IOException {
    fixture.write(
        "a.csv",
        HEADER
            + "T1,C1,10.00,EUR,2024-03-01T10:00:00Z\n"
            + "T2,C1,20.00,EUR,01.03.2024 10:00\n"
            + "T1,C1,10.00,EUR,2024-03-01T10:00:00Z\n"
            + "T4,C1,40.00,EUR,2024-03-01T10:00:00Z\n"
            + "T4,C1,44.00,USD,2024-03-01T10:00:00Z\n"
            + "T5,C1,five,EUR,2024-03-01T10:00:00Z\n");
    ingest("first", "a.csv");
    Path contract = Files.writeString(folder.resolve("mended.avsc"), ReplayTest.mended(2));
    done(fixture.replay("--runId=again", "--contract=" + contract));
    run(new Release(), "a.csv:4", "--pick", "--why=x", "--runId=pick");
    fixture.write(
        "b.csv",
        HEADER
            + "T6,C2,6.00,USD,2024-03-02T10:00:00Z\n"
            + "T7,C2,seven,USD,2024-03-02T10:00:00Z\n");
    ingest("second", "b.csv");
    run(new Rollback(), "--file=b.csv", "--why=x", "--runId=back");
    fixture.write(
        "c.csv",
        HEADER
            + "T8,C3,8.00,CHF,2024-03-03T10:00:00Z\n"
            + "T1,C1,10.00,EUR,2024-03-01T10:00:00Z\n");
    hold("third", "c.csv");
    run(new Approve(), "third", "--by=maria", "--why=x");
    run(new Compact(), "--olderThanDays=1", "--apply", "--runId=tidy");
    fixture.write("d.csv", HEADER + "T9,C3,9.00,CHF,2024-03-03T10:00:00Z\n");
    hold("no", "d.csv");
    assertThat(fixture.run(new Reject(), "no", "--by=maria", "--why=x").exitCode()).isZero();
    fixture.write("e.csv", HEADER + "T10,C3,1.00,CHF,2024-03-03T10:00:00Z\n");
    ingest("last", "e.csv");
    LakeBooks.of(fixture).assertBalanced();
    assertThat(Files.exists(entry(ENTRIES))).isTrue();
    assertThat(Files.exists(entry(ENTRIES + 1))).isFalse();
  }

  private void ingest(String runId, String file) {
    done(fixture.ingest("--runId=" + runId, "--input=" + fixture.raw().resolve(file)));
  }

  private void hold(String runId, String file) {
    String input = "--input=" + fixture.raw().resolve(file);
    Answer held = fixture.ingest("--runId=" + runId, input, "--approval=manual");
    assertThat(held.exitCode()).as(held.all()).isEqualTo(5);
  }

  private void run(Command<?> command, String... args) {
    done(fixture.run(command, args));
  }

  private static void done(Answer answer) {
    assertThat(answer.exitCode()).as(answer.all()).isZero();
  }

  IngestFixture fixture() {
    return fixture;
  }

  Path entry(int seq) {
    return fixture.runFolder("chain").resolve(String.format(Locale.ROOT, "%010d.json", seq));
  }

  /** Puts everything back to how it was. Tables hold absolute paths, so the place is the same. */
  void restore() throws IOException {
    try (Stream<Path> files = Files.walk(fixture.lake())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    copy(copy, fixture.lake());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Flips one bit in the middle of a file. */
  static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] = (byte) (bytes[bytes.length / 2] ^ 1);
    Files.write(file, bytes);
  }
}
