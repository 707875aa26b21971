package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.change.RollbackResult;
import io.ledgerlake.pipeline.change.RollbackRun;
import io.ledgerlake.pipeline.change.RollbackTarget;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.options.RollbackOptions;
import io.ledgerlake.pipeline.report.Terminal;
import java.time.Clock;
import java.util.List;

/** Takes a file, or what a run did, out of the lake again. */
public final class Rollback extends Command<RollbackOptions> {

  @Override
  public String name() {
    return "rollback";
  }

  @Override
  public String summary() {
    return "takes a file, or what a run did, out again";
  }

  @Override
  public String description() {
    return "Takes the rows of a file, of all files of an ingest, or those that a replay or a release"
        + " wrote, out of the tables by a forward commit: earlier snapshots still show them. Rows"
        + " of other files that were condemned or in conflict because of them reopen in"
        + " quarantine, and the files may be ingested again. Begin with --dryRun.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "rollback --file=cards-2024-03.csv --dryRun",
        "rollback --file=cards-2024-03.csv --why=\"sent twice, the sender withdraws it\"",
        "rollback --run=nightly-2024-03-31 --why=\"test data in production\"");
  }

  @Override
  public Class<RollbackOptions> options() {
    return RollbackOptions.class;
  }

  @Override
  protected int execute(RollbackOptions options, Terminal terminal) throws Exception {
    if ((options.getRun() == null) == (options.getFile() == null)) {
      throw new UserError(
          "rollback needs either --run or --file.",
          "Write --file=FILE for one file, or --run=RUN for everything that a run did.");
    }
    try (OpenLake lake = OpenLake.of(options)) {
      ChangeRequest request =
          Changes.request(name(), options, lake, Clock.systemUTC(), options.getDryRun());
      RollbackRun run = RollbackRun.of(request, target(options, lake));
      RollbackResult result = options.getDryRun() ? run.preview() : run.rollback();
      terminal.out().print(RollbackText.of(result, headline(options, result), terminal));
    }
    return 0;
  }

  private static RollbackTarget target(RollbackOptions options, OpenLake lake) {
    if (options.getRun() != null) {
      return new RollbackTarget.OfRun(options.getRun());
    }
    List<FileEntry> entries = OpenLake.entries(lake.tables(), options.getFile());
    return new RollbackTarget.OfFile(entries.get(0).path());
  }

  private static String headline(RollbackOptions options, RollbackResult result) {
    String what =
        options.getRun() != null ? "Run " + options.getRun() : "File " + result.files().get(0);
    return options.getDryRun()
        ? what + " would be rolled back; nothing was written, this was a dry run."
        : what + " was rolled back by run " + result.runId() + ".";
  }

  public static void main(String[] args) {
    exit(new Rollback(), args);
  }
}
