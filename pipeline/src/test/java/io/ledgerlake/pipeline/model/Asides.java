package io.ledgerlake.pipeline.model;

import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.command.Reject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What happens to a lake between its days, or to a run on its way, and changes no outcome. */
final class Asides {

  /** All partitions and snapshots are old by then, and nobody is writing any more. */
  private static final Clock LATER =
      Clock.fixed(Instant.parse("2044-01-01T00:00:00Z"), ZoneOffset.UTC);

  private static final String MANUALLY = "--approval=manual";
  private static final String BY = "--by=maria";

  private final LivedLake lake;
  private final Random random;
  private final List<String> story;

  /**
   * @param random decides what happens
   * @param story is told
   */
  Asides(LivedLake lake, Random random, List<String> story) {
    this.lake = lake;
    this.random = random;
    this.story = story;
  }

  /** Merges all small files, expires snapshots and removes leftovers; or does nothing. */
  boolean tidiesUp(String runId) {
    if (random.nextInt(3) > 0) {
      return false;
    }
    story.add("compact");
    lake.run(
        new Compact(LATER),
        "--apply",
        "--olderThanDays=0",
        "--keepDays=1",
        "--keepSnapshots=1",
        "--graceDays=1",
        "--runId=" + runId);
    return true;
  }

  /**
   * Ingests, perhaps after a run that a gate stopped or that was rejected, perhaps by an approval.
   *
   * @param args the options of the ingest
   * @param nextRunId gives the option that names the next run
   */
  void ingest(List<String> args, Supplier<String> nextRunId) {
    switch (random.nextInt(4)) {
      case 0 -> {
        if (lake.ends(3, 0, new Ingest(), with(args, "--maxRejected=0", "--minGateRows=1"))) {
          story.add("but first stopped by a gate");
          // A question about a corrected file is answered under the run's own id only.
          boolean answers = args.stream().anyMatch(arg -> arg.startsWith("--corrected="));
          lake.run(new Ingest(), answers ? with(args) : with(args, nextRunId.get()));
        }
      }
      case 1 -> {
        if (lake.ends(5, 0, new Ingest(), with(args, MANUALLY))) {
          story.add("approved");
          lake.run(new Approve(), run(args), DaysTest.WHY, BY);
        }
      }
      case 2 -> {
        if (lake.ends(5, 0, new Ingest(), with(args, MANUALLY))) {
          story.add("but first rejected");
          lake.run(new Reject(), run(args), DaysTest.WHY, BY);
          lake.run(new Ingest(), with(args, nextRunId.get()));
        }
      }
      default -> lake.run(new Ingest(), with(args));
    }
  }

  /** Returns the option that names the run that would be ingested. */
  private static String run(List<String> args) {
    String runId =
        args.stream().filter(arg -> arg.startsWith("--runId=")).findFirst().orElseThrow();
    return runId.replace("--runId=", "--run=");
  }

  /** Returns arguments with some options given, or given otherwise. */
  private static String[] with(List<String> args, String... options) {
    List<String> other = new ArrayList<>(args);
    for (String option : options) {
      String name = option.substring(0, option.indexOf('=') + 1);
      other.removeIf(arg -> arg.startsWith(name));
      other.add(option);
    }
    return other.toArray(String[]::new);
  }
}
