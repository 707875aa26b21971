package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.options.VerifyOptions;
import io.ledgerlake.pipeline.report.Progress;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.verify.Verification;
import io.ledgerlake.pipeline.verify.VerifyRequest;
import io.ledgerlake.pipeline.verify.VerifyResult;
import io.ledgerlake.pipeline.verify.VerifyWatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Says whether everything in a lake is as it was decided. */
public final class Verify extends Command<VerifyOptions> {

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public String summary() {
    return "names what was touched since it was decided";
  }

  @Override
  public String description() {
    return "Walks the journal from its first entry to its last and compares everything that it"
        + " vouches for: manifests, plans, inputs, data files, what the tables list, the file"
        + " ledger, and for every file that rows read = processed + quarantined + condemned, to the"
        + " cent. Names what was changed, is missing, or was added by somebody else, and ends with"
        + " exit code 4 if there is anything. Changes nothing. Reports (metrics.json, report.html)"
        + " are not covered: nothing vouches for them.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "verify",
        "verify --lake=s3://acme-lake --allDatasets --inputs=false",
        "verify --depth=JOURNAL --format=JSON");
  }

  @Override
  public Class<VerifyOptions> options() {
    return VerifyOptions.class;
  }

  @Override
  protected int execute(VerifyOptions options, Terminal terminal) throws Exception {
    try (OpenLake lake =
        options.getAllDatasets() ? OpenLake.toWrite(options) : OpenLake.of(options)) {
      List<VerifyResult> results = new ArrayList<>();
      Watcher watcher = new Watcher(terminal);
      try {
        for (String dataset : datasets(options, lake)) {
          results.add(Verification.of(request(options, lake, dataset), watcher).run());
        }
      } finally {
        watcher.progress.done();
      }
      terminal
          .out()
          .print(VerifyText.of(results, options.getLake(), options.getFormat(), terminal));
      terminal.out().flush();
      return results.stream().allMatch(result -> result.findings().isEmpty())
          ? 0
          : Verdict.BOOKS_DISAGREE.exitCode();
    }
  }

  private static List<String> datasets(VerifyOptions options, OpenLake lake) throws IOException {
    if (!options.getAllDatasets()) {
      return List.of(lake.dataset());
    }
    TreeSet<String> datasets = new TreeSet<>();
    for (StoredFile file : lake.storage().list(lake.layout().runsOfAll())) {
      String[] parts = file.path().split("/", -1);
      if (parts.length > 2) {
        datasets.add(parts[0]);
      }
    }
    if (datasets.isEmpty()) {
      throw new UserError(
          "There is no run of any dataset in the lake " + options.getLake() + ".",
          "Run ./ledgerlake ingest first, or name another --lake.");
    }
    return List.copyOf(datasets);
  }

  private static VerifyRequest request(VerifyOptions options, OpenLake lake, String dataset) {
    return new VerifyRequest(
        lake.layout(),
        lake.storage(),
        lake.tables(dataset),
        options.getDepth(),
        options.getInputs(),
        Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  private static final class Watcher implements VerifyWatcher {
    private final Progress progress;

    Watcher(Terminal terminal) {
      this.progress = Progress.on(terminal);
    }

    @Override
    public void begin(String phase) {
      progress.phase(phase);
    }

    @Override
    public void advance(long done, long total, String unit) {
      progress.update(done, total, unit);
    }
  }

  public static void main(String[] args) {
    exit(new Verify(), args);
  }
}
