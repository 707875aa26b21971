package io.ledgerlake.pipeline.report;

import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.report.RunSummary.Fault;
import io.ledgerlake.pipeline.report.RunSummary.FileLine;
import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import io.ledgerlake.pipeline.report.RunSummary.Money;
import io.ledgerlake.pipeline.report.RunSummary.ReasonCount;
import io.ledgerlake.pipeline.report.RunSummary.Rows;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.text.WordUtils;

/**
 * What a run did, for someone at a terminal who may never have seen one: verdict, files, reasons,
 * money, and what to do next.
 */
public final class SummaryTable {

  private static final int EXPLANATION = 44;
  private static final String NO_CURRENCY = "?";

  private final RunSummary run;
  private final Terminal terminal;
  private final StringBuilder text = new StringBuilder();

  private SummaryTable(RunSummary run, Terminal terminal) {
    this.run = run;
    this.terminal = terminal;
  }

  /** Returns the summary of a run. */
  public static String of(RunSummary run, Terminal terminal) {
    SummaryTable table = new SummaryTable(run, terminal);
    table.verdict();
    table.files();
    table.reasons();
    table.money();
    table.disagreements();
    table.text.append(CorrectionTable.of(run.corrections(), terminal));
    table.gates();
    table.refused();
    table.places();
    table.next();
    return table.text.toString();
  }

  /** Returns the summary of a run that has just ended, with what its exit code means. */
  public static String of(RunSummary run, int exitCode, Terminal terminal) {
    return of(run, terminal) + "\nExit code " + exitCode + ": " + run.verdict().meaning() + ".\n";
  }

  private void verdict() {
    text.append("Run ").append(run.runId()).append(" of ").append(run.dataset()).append(": ");
    text.append(run.verdict().meaning()).append(".\n");
    boolean again = run.count(FileStatus.REPLAYED) > 0;
    long read = run.count(FileStatus.INGESTED) + run.count(FileStatus.REPLAYED);
    if (read > 0 && run.agrees()) {
      Rows rows = run.rows();
      paragraph(
          count(rows.read(), "row")
              + " of "
              + count(read, "file")
              + (again
                  ? " were evaluated again, and each is in exactly one place: "
                  : " were read, and each is in exactly one place: ")
              + number(rows.processed())
              + " processed (good), "
              + number(rows.quarantined())
              + " in quarantine (to be mended), "
              + number(rows.condemned())
              + " condemned (final, such as repeats). The books balance to the cent.");
    }
  }

  private void files() {
    if (run.files().isEmpty()) {
      return;
    }
    heading("Files");
    Rows total = run.rows();
    boolean totals = run.files().stream().filter(file -> file.status().isRead()).count() > 1;
    TextTable table =
        new TextTable(terminal.unicode())
            .text("file")
            .text("outcome")
            .figure("rows read", totals ? number(total.read()) : null)
            .figure("processed", totals ? number(total.processed()) : null)
            .figure("quarantine", totals ? number(total.quarantined()) : null)
            .figure("condemned", totals ? number(total.condemned()) : null);
    for (FileLine file : run.files()) {
      Rows rows = file.rows();
      boolean read = file.status().isRead();
      table.row(
          label(file),
          outcome(file),
          read ? number(rows.read()) : "-",
          read ? number(rows.processed()) : "-",
          read ? number(rows.quarantined()) : "-",
          read ? number(rows.condemned()) : "-");
    }
    text.append(table.render());
    notes();
  }

  private void notes() {
    if (run.rows().blankLines() > 0) {
      paragraph(count(run.rows().blankLines(), "blank line") + " passed over; they are no rows.");
    }
    for (FileLine file : run.files()) {
      if (file.note() != null) {
        paragraph(label(file) + ": " + file.note());
      }
    }
  }

  private void reasons() {
    if (run.reasons().isEmpty()) {
      return;
    }
    heading("Why rows were not processed (a row can have several reasons)");
    TextTable table =
        new TextTable(terminal.unicode())
            .text("reason")
            .text("zone")
            .figure("rows")
            .text("what it means", EXPLANATION)
            .text("for example");
    for (ReasonCount reason : run.reasons()) {
      table.row(
          reason.code(),
          reason.zone(),
          number(reason.rows()),
          Reasons.explain(reason.code()),
          reason.example() == null ? "" : shortName(reason.example()));
    }
    text.append(table.render());
  }

  private void money() {
    SortedMap<String, Money> money = run.money();
    if (money.isEmpty()) {
      return;
    }
    heading("Money (read = processed + quarantine + condemned, to the cent)");
    TextTable table =
        new TextTable(terminal.unicode())
            .text("currency")
            .figure("read")
            .figure("processed")
            .figure("quarantine")
            .figure("condemned")
            .text("books");
    for (Map.Entry<String, Money> entry : money.entrySet()) {
      Money sums = entry.getValue();
      table.row(
          entry.getKey().equals(NO_CURRENCY) ? "(no valid one)" : entry.getKey(),
          amount(sums.read()),
          amount(sums.processed()),
          amount(sums.quarantined()),
          amount(sums.condemned()),
          sums.balance() ? "balance" : "DISAGREE");
    }
    text.append(table.render());
    if (run.rows().withoutAmount() > 0) {
      paragraph(
          "Without "
              + count(run.rows().withoutAmount(), "row")
              + " whose amount is missing or cannot be read; they are in quarantine.");
    }
  }

  private void disagreements() {
    if (run.disagreements().isEmpty()) {
      return;
    }
    heading(run.verdict().objectionHeading());
    run.disagreements().forEach(d -> paragraph(TextTable.plain(d)));
  }

  /** What stopped the run stands among the objections. */
  private void gates() {
    List<GateCheck> warned =
        run.gates().stream().filter(g -> g.outcome() == GateCheck.Outcome.WARNED).toList();
    if (warned.isEmpty()) {
      return;
    }
    heading("Worth a look (it stops nothing)");
    for (GateCheck gate : warned) {
      gate.findings().forEach(f -> paragraph(TextTable.plain(gate.gate() + ": " + f.sentence())));
    }
  }

  private void refused() {
    List<FileLine> refused =
        run.files().stream().filter(f -> f.status() == FileStatus.REFUSED).toList();
    if (refused.isEmpty()) {
      return;
    }
    heading("Refused files (none of their rows is in any table: this money is missing)");
    for (FileLine file : refused) {
      Fault fault = file.fault();
      paragraph(label(file) + ": " + fault.kind() + place(fault));
      indented(TextTable.plain(fault.message()));
      indented("Next: " + TextTable.plain(fault.nextStep()));
    }
  }

  private static String place(Fault fault) {
    return fault.offset() < 0 ? "" : " at byte " + number(fault.offset());
  }

  private void places() {
    if (run.report() == null && Logs.file().isEmpty()) {
      return;
    }
    heading("Where to look");
    if (run.verdict().isPublished()) {
      line("lake", run.lake());
      line("tables", "processed.X, quarantine.X, condemned.X".replace("X", run.dataset()));
    }
    if (run.report() != null) {
      line("report", run.report());
    }
    Logs.file().ifPresent(log -> line("log", log));
  }

  private void next() {
    if (!run.verdict().isPublished()) {
      return;
    }
    heading("What next");
    String options =
        (run.lake().equals("./lake") ? "" : " --lake=" + run.lake())
            + (run.dataset().equals("transactions") ? "" : " --dataset=" + run.dataset());
    run.files().stream()
        .filter(f -> f.rows().quarantined() > 0)
        .findFirst()
        .ifPresent(f -> command("rejects " + label(f) + options, "its rows to be mended"));
    run.reasons().stream()
        .filter(r -> r.example() != null)
        .findFirst()
        .ifPresent(
            r -> command("trace " + shortName(r.example()) + options, "one row's whole life"));
    command("show " + run.runId() + options, "this summary again");
  }

  private void heading(String title) {
    text.append('\n').append(title).append('\n');
  }

  private void line(String what, String where) {
    text.append(String.format(Locale.ROOT, " %-8s %s\n", what, TextTable.plain(where)));
  }

  private void command(String command, String what) {
    text.append(String.format(Locale.ROOT, " %-58s # %s\n", "./ledgerlake " + command, what));
  }

  private void paragraph(String words) {
    String wrapped = WordUtils.wrap(words, terminal.columns() - 3, "\n   ", false);
    text.append(' ').append(wrapped).append('\n');
  }

  private void indented(String words) {
    String wrapped = WordUtils.wrap(words, terminal.columns() - 5, "\n     ", false);
    text.append("   ").append(wrapped).append('\n');
  }

  private static String outcome(FileLine file) {
    return switch (file.status()) {
      case INGESTED -> "read";
      case ALREADY_INGESTED -> "skipped: published before";
      case SAME_CONTENT -> "skipped: same content as another";
      case CORRECTED -> "CORRECTED: other content than before";
      case REFUSED -> "REFUSED: " + file.fault().kind();
      case REPLAYED -> "evaluated again";
    };
  }

  /** The file's name alone while no other file has it. */
  private String label(FileLine file) {
    boolean unique = run.files().stream().filter(f -> f.name().equals(file.name())).count() == 1;
    return TextTable.plain(unique ? file.name() : file.path());
  }

  private String shortName(String example) {
    int colon = example.lastIndexOf(':');
    String path = example.substring(0, colon);
    return run.files().stream()
            .filter(f -> f.path().equals(path))
            .findFirst()
            .map(this::label)
            .orElse(TextTable.plain(path))
        + example.substring(colon);
  }

  private static String count(long number, String what) {
    return number(number) + " " + what + (number == 1 ? "" : "s");
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** All of an amount's digits, in groups of three. */
  static String amount(BigDecimal amount) {
    DecimalFormat format =
        new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    BigDecimal exact = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    int decimals = Math.max(exact.scale(), 0);
    format.setMinimumFractionDigits(decimals == 1 ? 2 : decimals);
    format.setMaximumFractionDigits(Math.max(decimals, 2));
    return format.format(exact);
  }
}
