package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.verify.DecidedRun.State;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Verifies a dataset: the journal by its links and by what the tables say of it, the manifests by
 * the journal, plans and data files by the manifests, the tables' listings and the file ledger by
 * the manifests, the inputs by the plans, and the books of each file by its rows. Writes nothing.
 */
public final class Verification {

  private final VerifyRequest request;
  private final VerifyWatcher watcher;
  private final Findings findings = new Findings();
  private LakeView view;

  private Verification(VerifyRequest request, VerifyWatcher watcher) {
    this.request = request;
    this.watcher = watcher;
  }

  /** Returns a verification that has not begun. */
  public static Verification of(VerifyRequest request, VerifyWatcher watcher) {
    return new Verification(request, watcher);
  }

  /**
   * Verifies.
   *
   * @throws UserError if there is no such dataset
   * @throws IOException if a storage fails
   */
  public VerifyResult run() throws IOException {
    watcher.begin("Reading the journal and the tables of " + request.dataset());
    view = LakeView.read(request);
    requireSomething();
    view.faults()
        .forEach(
            (table, fault) ->
                findings.touched(
                    Kind.TABLE, table, "a table that can be read", fault, Findings.RESTORE));
    LedgerCheck ledger = LedgerCheck.read(view, findings);
    Witnesses witnesses = Witnesses.of(view, ledger.rows(), findings);
    Chain chain = chain(witnesses);
    DecidedRuns runs = DecidedRuns.of(view, chain, witnesses);
    watcher.begin("Checking manifests and plans");
    RunRecords records = RunRecords.read(view, runs, findings, watcher);
    marksOfUnknownRuns(runs);
    states(runs.inOrder());
    DecidedFiles files = DecidedFiles.of(view, runs, records, findings);
    listings(files, runs, records);
    ledger.check(runs.inOrder(), records, runs.unknown(records));
    if (request.depth().includes(Depth.FILES)) {
      bytes(runs, records, files, ledger);
    }
    if (!findings.isEmpty() && view.isOvertaken()) {
      findings.remark(
          "Another run was decided meanwhile. Verify again when none is going on: what is named may"
              + " be its doing.");
    }
    return findings.result(request.dataset());
  }

  private void requireSomething() {
    if (view.entries().isEmpty() && view.runFiles().isEmpty() && view.zones().isEmpty()) {
      throw new UserError(
          "There is no run of " + request.dataset() + " in this lake.",
          "Run ./ledgerlake ingest first, or name another --lake or --dataset.");
    }
  }

  private Chain chain(Witnesses witnesses) {
    Chain chain = Chain.judge(view.entries(), witnesses, view::entryLocation);
    chain
        .problems()
        .forEach(
            problem ->
                findings.touched(
                    Kind.JOURNAL_ENTRY,
                    problem.location(),
                    problem.expected(),
                    problem.found(),
                    Findings.RESTORE));
    findings.checked("journal entries", view.entries().size());
    return chain;
  }

  /** A mark without an entry is what a journal leaves that was cut at its end. */
  private void marksOfUnknownRuns(DecidedRuns runs) {
    for (String path : new TreeSet<>(view.runFiles())) {
      String[] parts = path.split("/", -1);
      boolean mark = parts.length == 2 && parts[1].equals(Publisher.SUCCESS);
      if (mark && runs.isComplete() && !runs.knows(parts[0])) {
        findings.touched(
            Kind.SUCCESS_MARK,
            view.layout().runs(request.dataset()) + "/" + path,
            "a journal entry that decides run " + parts[0] + ", which is marked as published",
            "there is none",
            Findings.RESTORE);
      }
    }
  }

  private void states(List<DecidedRun> runs) {
    for (DecidedRun run : runs) {
      if (run.state() == State.UNFINISHED) {
        findings.remark(
            "Run "
                + run.runId()
                + " is decided and not finished; the next run of the dataset finishes it, whichever"
                + " it is.");
      } else if (run.state() == State.HELD) {
        findings.remark(
            "Run "
                + run.runId()
                + " is held until a person decides: ./ledgerlake show "
                + run.runId()
                + ", then approve or reject it.");
      }
    }
  }

  private void listings(DecidedFiles files, DecidedRuns runs, RunRecords records) {
    ListingCheck check =
        new ListingCheck(view, files, runs.unknown(records), runs.isComplete(), findings);
    for (Zone zone : Zone.values()) {
      findings.checked("files listed by tables", check.check(zone));
    }
  }

  private void bytes(DecidedRuns runs, RunRecords records, DecidedFiles files, LedgerCheck ledger)
      throws IOException {
    watcher.begin("Hashing data files");
    Set<String> damaged = new DataFileCheck(view, files, findings).check(watcher);
    if (request.inputs()) {
      watcher.begin("Hashing input files");
      Set<String> current = current(ledger.rows());
      InputCheck.check(
          request,
          runs.inOrder(),
          records,
          fileId -> !ledger.isReadable() || current.contains(fileId),
          findings,
          watcher);
    }
    if (request.depth().includes(Depth.ROWS)) {
      rows(runs.inOrder(), records, ledger);
      watcher.begin("Comparing what compactions merged");
      new MergeCheck(view, damaged, findings).check(runs.inOrder(), records, watcher);
    }
  }

  /**
   * Of a run that has committed to some tables, and not yet its entries to the ledger, nothing
   * counts: the rows are those of the snapshots before it.
   */
  private void rows(List<DecidedRun> runs, RunRecords records, LedgerCheck ledger)
      throws IOException {
    Optional<Contract> contract = records.contract();
    boolean readable = ledger.isReadable() && view.faults().isEmpty();
    if (contract.isEmpty() || !readable) {
      if (!ledger.rows().isEmpty() || !readable) {
        findings.remark(
            "The books of the files are not compared, as "
                + (readable ? "no ingest has a plan that is whole" : "a table cannot be read")
                + ".");
      }
      return;
    }
    watcher.begin("Counting rows and sums");
    Set<String> fileIds = new TreeSet<>();
    ledger.rows().forEach(row -> fileIds.add(row.fileId()));
    records.inputs().forEach(input -> fileIds.add(input.fileId()));
    Optional<String> half =
        runs.stream()
            .filter(run -> run.state() == State.UNFINISHED && !ledger.isCommitted(run))
            .map(DecidedRun::runId)
            .findFirst();
    RowCount count = RowCount.of(view, contract.get(), view.before(half), fileIds, watcher);
    BooksCheck.check(ledger.rows(), count, findings);
  }

  /** Returns the ids of the files that were ingested and not rolled back since. */
  private static Set<String> current(List<FileEntry> ledger) {
    Set<String> current = new TreeSet<>();
    ledger.stream()
        .sorted(Comparator.comparingLong(FileEntry::seq))
        .forEach(
            row -> {
              if (row.status() == FileEntry.Status.INGESTED) {
                current.add(row.fileId());
              } else if (row.status() == FileEntry.Status.ROLLED_BACK) {
                current.remove(row.fileId());
              }
            });
    return current;
  }
}
