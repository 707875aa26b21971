package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.ReleaseAction;
import io.ledgerlake.pipeline.change.ReleaseResult;
import io.ledgerlake.pipeline.change.ReleaseRun;
import io.ledgerlake.pipeline.options.ReleaseOptions;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settles a conflict, or reopens a condemned row, by a person's word. */
public final class Release extends Command<ReleaseOptions> {

  @Override
  public String name() {
    return "release";
  }

  @Override
  public String summary() {
    return "settles a conflict, or reopens a condemned row";
  }

  @Override
  public String description() {
    return "Settles one row by name and reason. Rows that bring the same key with different content"
        + " wait in quarantine until a person says which is right (--pick), or that the published"
        + " row is (--keepPublished). A row that was condemned wrongly can be reopened (--reopen)."
        + " ./ledgerlake rejects FILE lists the rows of a file that wait.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "release cards-2024-03.csv:17 --pick --why=\"the branch confirmed this amount\"",
        "release cards-2024-03.csv:17 --keepPublished --why=\"sent by mistake\"",
        "release cards-2024-03.csv:21 --reopen --why=\"no repeat: two payments of a day\"");
  }

  @Override
  public Class<ReleaseOptions> options() {
    return ReleaseOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("row");
  }

  @Override
  protected int execute(ReleaseOptions options, Terminal terminal) throws Exception {
    ReleaseAction action = action(options);
    int colon = options.getRow().lastIndexOf(':');
    String file = options.getRow().substring(0, colon);
    long row = Long.parseLong(options.getRow().substring(colon + 1));
    try (OpenLake lake = OpenLake.of(options)) {
      String path = OpenLake.entries(lake.tables(), file).get(0).path();
      ReleaseResult result =
          ReleaseRun.of(
                  Changes.request(name(), options, lake, Clock.systemUTC(), false),
                  path,
                  row,
                  action)
              .release();
      terminal.out().print(text(result, path + ":" + row, action));
    }
    return 0;
  }

  private static ReleaseAction action(ReleaseOptions options) {
    List<ReleaseAction> wanted = new ArrayList<>();
    if (options.getPick()) {
      wanted.add(ReleaseAction.PICK);
    }
    if (options.getKeepPublished()) {
      wanted.add(ReleaseAction.KEEP_PUBLISHED);
    }
    if (options.getReopen()) {
      wanted.add(ReleaseAction.REOPEN);
    }
    if (wanted.size() != 1) {
      throw new UserError(
          "release needs one of --pick, --keepPublished and --reopen.",
          "For a row in conflict write --pick (this one is right) or --keepPublished (the published"
              + " one is); for a condemned row write --reopen.");
    }
    return wanted.get(0);
  }

  private static String text(ReleaseResult result, String row, ReleaseAction action) {
    StringBuilder text = new StringBuilder();
    text.append(TextTable.plain(row))
        .append(
            switch (action) {
              case PICK -> " was picked: it is processed now";
              case KEEP_PUBLISHED -> " gave way to the published row: it is condemned now";
              case REOPEN ->
                  " was reopened: it is in quarantine, and ./ledgerlake replay evaluates it";
            })
        .append(", by run ")
        .append(result.runId())
        .append(".\n");
    for (String other : result.condemned()) {
      if (!other.equals(row)) {
        text.append(' ').append(TextTable.plain(other)).append(" is condemned.\n");
      }
    }
    return text.toString();
  }

  public static void main(String[] args) {
    exit(new Release(), args);
  }
}
