package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.RowQuery;
import io.ledgerlake.pipeline.lake.Supersessions;
import io.ledgerlake.pipeline.options.OutputFormat;
import io.ledgerlake.pipeline.options.RejectsOptions;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.transforms.history.VersionSet;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists the rejected rows of a file with their reasons. */
public final class Rejects extends Command<RejectsOptions> {

  @Override
  public String name() {
    return "rejects";
  }

  @Override
  public String summary() {
    return "a file's rejected rows, with their reasons";
  }

  @Override
  public String description() {
    return "Lists the rows of a file that are not processed as things stand, with every reason, so "
        + "that its sender can mend them. Also of a run that is held or that a gate has stopped.";
  }

  @Override
  public List<String> examples() {
    return List.of("rejects 2024-03.csv", "rejects 2024-03.csv --format=CSV --raw > reply.csv");
  }

  @Override
  public Class<RejectsOptions> options() {
    return RejectsOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("file");
  }

  @Override
  protected int execute(RejectsOptions options, Terminal terminal) throws Exception {
    try (OpenLake lake = OpenLake.of(options)) {
      RejectedRows rows = rows(lake, options);
      if (options.getFormat() == OutputFormat.CSV) {
        terminal.out().write(rows.csv(options.getRaw()));
        terminal.out().flush();
      } else {
        terminal.out().print(rows.table(options.getRaw(), terminal));
      }
    }
    return 0;
  }

  private static RejectedRows rows(OpenLake lake, RejectsOptions options) throws IOException {
    Optional<UnpublishedFile> unpublished = UnpublishedFile.find(lake, options);
    if (unpublished.isPresent()) {
      return unpublished.get().rejected(options.getLimit());
    }
    LakeTables tables = lake.tables();
    List<FileEntry> all = OpenLake.entries(tables, options.getFile());
    List<FileEntry> entries =
        all.stream()
            .filter(e -> options.getRun() == null || options.getRun().equals(e.runId()))
            .toList();
    if (entries.isEmpty()) {
      throw new UserError(
          "Run " + options.getRun() + " did not read a file \"" + options.getFile() + "\".",
          "./ledgerlake show " + options.getRun() + " lists the files that it read.");
    }
    FileEntry latest = FileLife.of(entries).latest();
    if (latest.status() == FileEntry.Status.REFUSED) {
      throw new UserError(
          latest.path() + " was refused as a whole: " + latest.refusal().orElse("?") + ".",
          "See ./ledgerlake show " + latest.runId() + " for what to do about it.");
    }
    FileLife life = FileLife.of(all);
    Set<String> present = new HashSet<>(life.present());
    present.retainAll(entries.stream().map(FileEntry::fileId).toList());
    if (present.isEmpty() && life.left().isPresent()) {
      String run = life.left().get().runId();
      throw new UserError(
          latest.path() + " was rolled back by run " + run + ": none of its rows is in any table.",
          "See ./ledgerlake show " + run + " for when and why.");
    }
    return RejectedRows.of(
        RowQuery.of(tables),
        latest.path(),
        present,
        options.getLimit(),
        leftOut(tables, options.getAll()));
  }

  /** Only what a row is now is of interest, unless its past is asked for. */
  private static VersionSet leftOut(LakeTables tables, boolean all) {
    return all ? new VersionSet() : Supersessions.of(tables, BaseSnapshots.now(tables)).versions();
  }

  public static void main(String[] args) {
    exit(new Rejects(), args);
  }
}
