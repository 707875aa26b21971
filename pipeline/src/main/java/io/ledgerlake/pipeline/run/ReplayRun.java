package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.CurrentRows;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.RunWatcher.Step;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.transforms.RunOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates open rows of quarantine again, from their raw bytes, and publishes what they are now as
 * new versions: plan, process, reconcile, decide, publish, as an ingest does. Killed at any instant
 * and started again with the same run id, it executes the same plan.
 */
public final class ReplayRun {

  /** Packed bytes that a rejected row is taken to have when shards are planned. */
  private static final long ROW_BYTES = 1 << 10;

  private final ReplayRequest request;
  private final Engine engine;
  private final RunWatcher watcher;
  private final Publisher publisher;
  private final List<String> notes = new ArrayList<>();

  private ReplayRun(ReplayRequest request, Engine engine, RunWatcher watcher) {
    this.request = request;
    this.engine = engine;
    this.watcher = watcher;
    this.publisher = Publisher.of(request.layout(), request.storage(), request.tables());
  }

  /** Returns a replay that has not begun. */
  public static ReplayRun of(ReplayRequest request, Engine engine, RunWatcher watcher) {
    return new ReplayRun(request, engine, watcher);
  }

  /**
   * Replays, and publishes if the books balance.
   *
   * @throws UserError if the contract or the run id is not as it should be, or a run is held
   * @throws LakeException if the lake is not as it should be
   * @throws IOException if a storage fails
   */
  public ReplayResult replay() throws IOException {
    try {
      request.storage().requireWritable(request.layout().runs(request.dataset()));
      publisher.finish().ifPresent(this::noteFinished);
      requireUndecided();
      Optional<Journal.Link> head = turn().take();
      requireUndecided();
      watcher.begin(Step.PLAN, -1);
      return execute(head);
    } finally {
      watcher.end();
    }
  }

  private Turn turn() {
    return new Turn(publisher, request.patience(), this::noteFinished);
  }

  private void noteFinished(Manifest manifest) {
    note("Run " + manifest.runId() + " had been decided but not finished; it is published now.");
  }

  private void note(String note) {
    notes.add(note);
    watcher.note(note);
  }

  private void requireUndecided() throws IOException {
    for (Journal.Link link : publisher.journal().entries()) {
      if (link.entry().runId().equals(request.runId()) && link.entry().kind().isCarriedOut()) {
        throw new IngestRun.AlreadyPublished(request.runId());
      }
    }
  }

  private ReplayResult execute(Optional<Journal.Link> head) throws IOException {
    Optional<ReplayPlan> stored = storedPlan();
    if (stored.isPresent()) {
      return execute(stored.get(), select(stored.get()), head);
    }
    BaseSnapshots base = BaseSnapshots.now(request.tables());
    ReplaySelection selection =
        select(base, request.contract(), request.codeVersion(), request.criteria());
    ReplayNotes.of(request, selection).forEach(this::note);
    ReplayPlan plan = plan(base, selection);
    if (plan.sources().isEmpty()) {
      return result(Verdict.NOTHING_TO_REPLAY, List.of(), List.of());
    }
    if (request.storage().createExclusively(location(), CanonicalJson.write(plan))) {
      return execute(plan, selection, head);
    }
    // Whoever comes second executes the plan of whoever came first.
    ReplayPlan first = storedPlan().orElseThrow();
    return execute(first, select(first), head);
  }

  private ReplaySelection select(
      BaseSnapshots base, Contract contract, String codeVersion, ReplayPlan.Criteria criteria)
      throws IOException {
    EarlierRuns runs =
        new EarlierRuns(request.layout(), request.storage(), request.dataset(), publisher);
    return new ReplaySelection(runs, contract, codeVersion, criteria)
        .select(CurrentRows.at(request.tables(), base));
  }

  /** Selects the rows of a plan again. */
  private ReplaySelection select(ReplayPlan plan) throws IOException {
    BaseSnapshots base = BaseSnapshots.of(plan.baseSnapshots());
    requireUnchanged(base, plan.runId());
    ReplaySelection selection = select(base, contract(plan), plan.codeVersion(), plan.criteria());
    if (!selection.sources().equals(plan.sources())) {
      throw new LakeException(
          "The rows that run " + plan.runId() + " has planned to evaluate are not there any more",
          "Run verify, and start a replay with another --runId");
    }
    return selection;
  }

  private static Contract contract(ReplayPlan plan) {
    return Contracts.parse(plan.contractJson(), "the plan of run " + plan.runId());
  }

  private Optional<ReplayPlan> storedPlan() throws IOException {
    Optional<byte[]> json = request.storage().readIfExists(location());
    if (json.isEmpty()) {
      return Optional.empty();
    }
    if (!ReplayPlan.isOne(json.get())) {
      throw new UserError(
          "Run " + request.runId() + " is no replay: its plan is to take files in.",
          "./ledgerlake ingest --runId="
              + request.runId()
              + " finishes it; give the replay another --runId.");
    }
    ReplayPlan plan = CanonicalJson.read(json.get(), ReplayPlan.class, location());
    note("Run " + plan.runId() + " was planned before; it executes that plan.");
    return Optional.of(plan);
  }

  private String location() {
    return request.layout().runFile(request.dataset(), request.runId(), IngestRun.PLAN);
  }

  private ReplayPlan plan(BaseSnapshots base, ReplaySelection selection) {
    List<ReplayPlan.Source> sources = selection.sources();
    long rows = sources.stream().mapToLong(ReplayPlan.Source::rows).sum();
    long bytes = Math.multiplyExact(rows, ROW_BYTES);
    Contract contract = request.contract();
    return new ReplayPlan(
        ReplayPlan.FORMAT,
        ReplayPlan.KIND,
        request.runId(),
        contract.dataset(),
        contract.dataset() + ".v" + contract.version(),
        contract.sha256(),
        contract.json(),
        CurrencyTable.iso4217().version(),
        request.codeVersion(),
        request.ingestedAt().toString(),
        Math.toIntExact(Math.max(1, (bytes + request.shardBytes() - 1) / request.shardBytes())),
        base.ids(),
        request.criteria(),
        selection.writings(),
        sources);
  }

  private ReplayResult execute(
      ReplayPlan plan, ReplaySelection selection, Optional<Journal.Link> head) throws IOException {
    Contract contract = contract(plan);
    request.tables().prepare(contract);
    watcher.begin(Step.PROCESS, plan.rows());
    RunOutcome outcome = step(contract).run(plan, contract, selection.versions(), watcher::process);
    watcher.begin(Step.RECONCILE, -1);
    ReplayBooks books = new ReplayBooks(plan, outcome);
    List<String> differences = books.differences();
    if (!differences.isEmpty()) {
      return result(Verdict.BOOKS_DISAGREE, books.files(), differences);
    }
    // No gates here: a replay brings nothing that has not been let in before.
    watcher.begin(Step.PUBLISH, -1);
    Manifest manifest =
        ReplayManifests.of(
            plan, contract, books, outcome.files(), FileLedger.of(request.tables()).published());
    publisher.publish(decide(manifest, plan, head));
    return result(Verdict.PUBLISHED, books.files(), List.of());
  }

  private ReplayStep step(Contract contract) {
    return new ReplayStep(
        engine,
        request.tables(),
        request.layout().zoneRoots(),
        request.tables().zoneSchemas(contract),
        request.layout().run(request.dataset(), request.runId()));
  }

  /** Decides, after whoever else decides first, as long as nobody changes a row meanwhile. */
  private Journal.Link decide(Manifest manifest, ReplayPlan plan, Optional<Journal.Link> planned)
      throws IOException {
    Optional<Journal.Link> head = planned;
    while (true) {
      if (publisher.decide(manifest, head) instanceof Journal.Decided decided) {
        return decided.link();
      }
      head = turn().take();
      requireUndecided();
      requireUnchanged(BaseSnapshots.of(plan.baseSnapshots()), plan.runId());
    }
  }

  private void requireUnchanged(BaseSnapshots base, String runId) {
    if (!BaseSnapshots.now(request.tables()).ids().equals(base.ids())) {
      throw new LakeException(
          "Another run has changed the tables since run "
              + runId
              + " planned which rows to evaluate",
          "Nothing of this run is published; start a replay with another --runId");
    }
  }

  private ReplayResult result(
      Verdict verdict, Collection<ReplayedFile> files, List<String> objections) {
    return new ReplayResult(
        verdict, request, request.ingestedAt().toString(), files, objections, notes);
  }
}
