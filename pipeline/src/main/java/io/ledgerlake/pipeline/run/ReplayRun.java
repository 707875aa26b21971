package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.CurrentRows;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.plan.PlanFiles;
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
import org.apache.commons.codec.digest.DigestUtils;

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
  private final PlanFiles plans;
  private final List<String> notes = new ArrayList<>();
  private boolean planned;

  private ReplayRun(ReplayRequest request, Engine engine, RunWatcher watcher) {
    this.request = request;
    this.engine = engine;
    this.watcher = watcher;
    this.publisher = Publisher.of(request.layout(), request.storage(), request.tables());
    this.plans =
        PlanFiles.of(request.layout(), request.storage(), request.dataset(), request.runId());
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
      for (int attempt = 1; attempt <= Overtaken.TRIES; attempt++) {
        publisher.finish().ifPresent(this::noteFinished);
        requireUndecided();
        Optional<Journal.Link> head = turn().take();
        requireUndecided();
        int told = notes.size();
        try {
          watcher.begin(Step.PLAN, -1);
          return execute(head);
        } catch (Overtaken e) {
          // What was said of an attempt that was given up is not true of the run.
          notes.subList(told, notes.size()).clear();
        }
      }
      throw Overtaken.tooOften(request.runId());
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
    IngestRun.requireUnpublished(publisher.journal().entries(), request.runId());
  }

  private ReplayResult execute(Optional<Journal.Link> head) throws IOException {
    Optional<ReplayPlan> before = storedPlan();
    BaseSnapshots base = BaseSnapshots.now(request.tables());
    if (before.isPresent() && before.get().baseSnapshots().equals(base.ids())) {
      return execute(before.get(), select(before.get()), head);
    }
    Asked asked = before.map(Asked::of).orElseGet(this::asked);
    ReplaySelection selection = select(base, asked);
    ReplayNotes.of(request, selection).forEach(this::note);
    ReplayPlan plan = plan(asked, base, selection, before);
    if (plan.sources().isEmpty()) {
      return result(Verdict.NOTHING_TO_REPLAY, List.of(), List.of());
    }
    if (plans.store(plan.attempt(), CanonicalJson.write(plan))) {
      if (before.isPresent()) {
        note(
            "Another run has changed the tables since run "
                + plan.runId()
                + " was planned; it is planned again, for the rows that are open now.");
      }
      return execute(plan, selection, head);
    }
    // Whoever comes second executes the plan of whoever came first.
    throw new Overtaken();
  }

  /** What decides which rows are evaluated and how; fixed by a run's first plan. */
  private record Asked(
      Contract contract,
      String codeVersion,
      String currencyTable,
      String ingestedAt,
      ReplayPlan.Criteria criteria) {

    static Asked of(ReplayPlan plan) {
      return new Asked(
          ReplayRun.contract(plan),
          plan.codeVersion(),
          plan.currencyTable(),
          plan.ingestedAt(),
          plan.criteria());
    }
  }

  private Asked asked() {
    return new Asked(
        request.contract(),
        request.codeVersion(),
        CurrencyTable.iso4217().version(),
        request.ingestedAt().toString(),
        request.criteria());
  }

  private ReplaySelection select(BaseSnapshots base, Asked asked) throws IOException {
    EarlierRuns runs =
        new EarlierRuns(request.layout(), request.storage(), request.dataset(), publisher);
    return new ReplaySelection(runs, asked.contract(), asked.codeVersion(), asked.criteria())
        .select(CurrentRows.at(request.tables(), base));
  }

  /** Selects the rows of a plan again. */
  private ReplaySelection select(ReplayPlan plan) throws IOException {
    ReplaySelection selection = select(BaseSnapshots.of(plan.baseSnapshots()), Asked.of(plan));
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
    Optional<PlanFiles.Stored> stored = plans.last();
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (!ReplayPlan.isOne(stored.get().json())) {
      throw new UserError(
          "Run " + request.runId() + " is no replay: its plan is to take files in.",
          "./ledgerlake ingest --runId="
              + request.runId()
              + " finishes it; give the replay another --runId.");
    }
    ReplayPlan plan =
        CanonicalJson.read(stored.get().json(), ReplayPlan.class, stored.get().location());
    if (!planned) {
      planned = true;
      note("Run " + plan.runId() + " was planned before; it executes that plan.");
    }
    return Optional.of(plan);
  }

  private ReplayPlan plan(
      Asked asked, BaseSnapshots base, ReplaySelection selection, Optional<ReplayPlan> before) {
    planned = true;
    List<ReplayPlan.Source> sources = selection.sources();
    long rows = sources.stream().mapToLong(ReplayPlan.Source::rows).sum();
    long bytes = Math.multiplyExact(rows, ROW_BYTES);
    Contract contract = asked.contract();
    return new ReplayPlan(
        ReplayPlan.FORMAT,
        before.map(plan -> plan.attempt() + 1).orElse(1),
        before.map(plan -> DigestUtils.sha256Hex(CanonicalJson.write(plan))).orElse(null),
        ReplayPlan.KIND,
        request.runId(),
        contract.dataset(),
        contract.dataset() + ".v" + contract.version(),
        contract.sha256(),
        contract.json(),
        asked.currencyTable(),
        asked.codeVersion(),
        asked.ingestedAt(),
        Math.toIntExact(Math.max(1, (bytes + request.shardBytes() - 1) / request.shardBytes())),
        base.ids(),
        asked.criteria(),
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

  /**
   * Decides, after whoever else decides first.
   *
   * @throws Overtaken if somebody has changed rows meanwhile
   */
  private Journal.Link decide(Manifest manifest, ReplayPlan plan, Optional<Journal.Link> planned)
      throws IOException {
    Optional<Journal.Link> head = planned;
    while (true) {
      if (publisher.decide(manifest, head) instanceof Journal.Decided decided) {
        return decided.link();
      }
      head = turn().take();
      requireUndecided();
      if (!BaseSnapshots.now(request.tables()).ids().equals(plan.baseSnapshots())) {
        throw new Overtaken();
      }
    }
  }

  private ReplayResult result(
      Verdict verdict, Collection<ReplayedFile> files, List<String> objections) {
    return new ReplayResult(
        verdict, request, request.ingestedAt().toString(), files, objections, notes);
  }
}
