package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.options.RunsOptions;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.TextTable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Lists the runs of a dataset. */
public final class Runs extends Command<RunsOptions> {

  @Override
  public String name() {
    return "runs";
  }

  @Override
  public String summary() {
    return "the runs of a dataset";
  }

  @Override
  public String description() {
    return "Lists the runs of a dataset with their verdicts and their rows: ingests and replays, and"
        + " the rollbacks, releases and compactions with what they changed; then who decided what,"
        + " when and why.";
  }

  @Override
  public List<String> examples() {
    return List.of("runs", "runs --lake=s3://acme-lake --dataset=postings");
  }

  @Override
  public Class<RunsOptions> options() {
    return RunsOptions.class;
  }

  @Override
  protected int execute(RunsOptions options, Terminal terminal) throws Exception {
    try (OpenLake lake = OpenLake.of(options)) {
      RunFolders folders = RunFolders.of(lake);
      RunHistory history = folders.history();
      List<Line> lines = lines(folders, history);
      terminal.out().print(table(latest(lines, options.getLimit()), terminal));
      terminal
          .out()
          .print(
              DecisionText.of(history, latest(history.ofPeople(), options.getLimit()), terminal));
      for (String id : folders.unfinished()) {
        terminal
            .out()
            .println(
                " "
                    + TextTable.plain(id)
                    + " has begun and has not ended; if it was killed, ./ledgerlake "
                    + folders.finisher(id)
                    + " --runId="
                    + TextTable.plain(id)
                    + " finishes it.");
      }
      for (String lost : history.unreadable()) {
        terminal
            .out()
            .println(" " + TextTable.plain(lost) + " cannot be read: run ./ledgerlake verify.");
      }
    }
    return 0;
  }

  /** A run of either kind, and when it was. */
  private record Line(Instant at, String runId, Object[] cells) {}

  private static List<Line> lines(RunFolders folders, RunHistory history) throws IOException {
    List<Line> lines = new ArrayList<>();
    folders.finished().forEach(run -> lines.add(line(run)));
    history.changes().forEach(change -> lines.add(line(change)));
    lines.sort(Comparator.comparing(Line::at).thenComparing(Line::runId));
    return lines;
  }

  private static <T> List<T> latest(List<T> all, int limit) {
    return limit == 0 ? all : all.subList(Math.max(0, all.size() - limit), all.size());
  }

  private static Line line(RunSummary run) {
    Rows rows = run.rows();
    return new Line(
        Instant.parse(run.ingestedAt()),
        run.runId(),
        new Object[] {
          run.runId(),
          run.ingestedAt(),
          run.verdict(),
          run.files().size(),
          number(rows.read()),
          number(rows.processed()),
          number(rows.quarantined()),
          number(rows.condemned())
        });
  }

  /** Of a change the figures are differences, and have signs. */
  private static Line line(RunHistory.Change change) {
    Manifest manifest = change.manifest();
    return new Line(
        manifest.ingestedAt(),
        manifest.runId(),
        new Object[] {
          manifest.runId(),
          manifest.ingestedAt(),
          manifest.kind() + (change.finished() ? "" : ", unfinished"),
          manifest.moves().size(),
          difference(manifest, Manifest.Outcomes::rowsRead),
          difference(manifest, Manifest.Outcomes::processed),
          difference(manifest, Manifest.Outcomes::quarantined),
          difference(manifest, Manifest.Outcomes::condemned)
        });
  }

  private static String difference(Manifest manifest, ToLongFunction<Manifest.Outcomes> figure) {
    return ChangeText.signed(
        manifest.moves().stream().map(Manifest.Move::outcomes).mapToLong(figure).sum());
  }

  private static String table(List<Line> lines, Terminal terminal) {
    TextTable table =
        new TextTable(terminal.unicode())
            .text("run")
            .text("logical time")
            .text("verdict")
            .figure("files")
            .figure("rows read")
            .figure("processed")
            .figure("quarantine")
            .figure("condemned");
    lines.forEach(line -> table.row(line.cells()));
    return table.render();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  public static void main(String[] args) {
    exit(new Runs(), args);
  }
}
