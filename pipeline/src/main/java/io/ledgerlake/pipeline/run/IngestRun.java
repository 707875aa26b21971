package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.plan.InputListing;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.Planner;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.RunWatcher.Step;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.currency.CurrencyTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A run: plan, process, reconcile, decide, publish, as {@code docs/architecture.md} draws it under
 * "A run's way". Killed at any instant and started again with the same run id, it executes the same
 * plan; a decision that was taken is carried out first.
 */
public final class IngestRun {

  /** The plan's name in the run's folder. */
  public static final String PLAN = "plan.json";

  private final RunRequest request;
  private final Engine engine;
  private final RunWatcher watcher;
  private final Publisher publisher;
  private final List<String> notes = new ArrayList<>();

  private IngestRun(RunRequest request, Engine engine, RunWatcher watcher) {
    this.request = request;
    this.engine = engine;
    this.watcher = watcher;
    this.publisher = Publisher.of(request.layout(), request.storage(), request.tables());
  }

  /** Returns a run that has not begun. */
  public static IngestRun of(RunRequest request, Engine engine, RunWatcher watcher) {
    return new IngestRun(request, engine, watcher);
  }

  /**
   * Runs, and publishes if the books balance.
   *
   * @throws UserError if the input or the contract is not as it should be
   * @throws LakeException if the lake is not as it should be
   * @throws IOException if a storage fails
   */
  public RunResult ingest() throws IOException {
    try {
      request.storage().requireWritable(request.layout().runs(request.dataset()));
      publisher.finish().ifPresent(this::noteFinished);
      requireUndecided();
      Optional<Journal.Link> head = turn().take();
      requireUndecided();
      Plan plan = storedPlan().orElse(null);
      if (plan == null) {
        plan = store(makePlan());
      }
      // A plan that was made before another run published compares with too little.
      requireSameHistory(plan);
      return execute(plan, head);
    } finally {
      watcher.end();
    }
  }

  /**
   * Does everything that {@link #ingest} does, but with the data files in a scratch folder, and
   * writes nothing to the lake.
   *
   * @param scratch a folder that the caller removes afterwards
   */
  public RunResult validate(String scratch) throws IOException {
    try {
      Plan plan = makePlan();
      Optional<RunResult> done = withoutProcessing(plan);
      if (done.isPresent()) {
        return done.get();
      }
      Passes passes = passes(plan, request.contract(), Scratch.zoneRoots(scratch), scratch).run();
      return passes
          .objection()
          .or(() -> gated(passes))
          .or(() -> held(passes))
          .orElseGet(
              () ->
                  passes.result(
                      passes.refused() ? Verdict.VALID_WITH_REFUSALS : Verdict.VALID,
                      gates(passes),
                      List.of()));
    } finally {
      watcher.end();
    }
  }

  private Turn turn() {
    return new Turn(publisher, request.holding().patience(), this::noteFinished);
  }

  /**
   * Puts together again what the run did that is published under the request's id.
   *
   * @throws LakeException if its folder lacks what is needed for that
   */
  public RunResult publishedBefore() throws IOException {
    for (Journal.Link link : publisher.journal().entries()) {
      if (link.entry().runId().equals(request.runId()) && link.entry().kind().isCarriedOut()) {
        return StoredResult.of(
            request.layout(),
            request.storage(),
            publisher.load(link.entry()),
            Optional.of(request.gates()));
      }
    }
    throw new IllegalStateException("run " + request.runId() + " is not published");
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
        throw new AlreadyPublished(request.runId());
      }
      if (link.entry().runId().equals(request.runId())
          && link.entry().kind() == JournalEntry.Kind.REJECT) {
        throw new UserError(
            "Run "
                + request.runId()
                + " was rejected by "
                + link.entry().person().by()
                + ": "
                + link.entry().person().why(),
            "Its files are free: ingest them under another --runId.");
      }
    }
  }

  /** The run id has been published before; there is nothing to do. */
  public static final class AlreadyPublished extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlreadyPublished(String runId) {
      super("run " + runId + " is published already");
    }
  }

  private Plan makePlan() throws IOException {
    LakeStorage storage = request.storage();
    InputListing listing =
        InputListing.of(
            storage, new InputListing.Request(request.rawRoot(), request.inputs(), request.date()));
    requireInput(listing);
    long bytes = listing.files().stream().mapToLong(file -> file.bytes()).sum();
    watcher.begin(Step.PLAN, bytes);
    return Planner.of(storage, request.contract(), published())
        .plan(
            new Planner.Run(
                request.runId(),
                request.ingestedAt().toString(),
                CurrencyTable.iso4217().version(),
                request.codeVersion(),
                request.shardBytes(),
                BaseSnapshots.now(request.tables())),
            listing,
            request.threads(),
            watcher::advance);
  }

  private PublishedFiles published() {
    return FileLedger.of(request.tables()).published();
  }

  private void requireInput(InputListing listing) {
    if (request.allowEmpty()) {
      return;
    }
    if (!listing.unmatched().isEmpty()) {
      throw noInput("", String.join(", ", listing.unmatched()));
    }
    String where =
        request.inputs().isEmpty() ? request.rawRoot() : String.join(", ", request.inputs());
    String date = request.date().map(d -> " of ingest date " + d).orElse("");
    if (listing.files().isEmpty()) {
      throw noInput(date, where);
    }
    List<String> missing = InputListing.missing(listing, request.contract().files().expected());
    if (!missing.isEmpty()) {
      throw new UserError(
          "The contract expects files named "
              + String.join(", ", missing)
              + date
              + ", and in "
              + where
              + " there are none.",
          "Wait for the sender, or add --allowEmpty to go on without.");
    }
  }

  private static UserError noInput(String date, String where) {
    return new UserError(
        "No input file" + date + " in " + where + ".",
        "Data files are named *.csv, *.csv.gz or *.csv.zst. Check the path, or add --allowEmpty if"
            + " there may be none.");
  }

  private Optional<Plan> storedPlan() throws IOException {
    String location = location(PLAN);
    Optional<byte[]> json = request.storage().readIfExists(location);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    if (ReplayPlan.isOne(json.get())) {
      throw new UserError(
          "Run " + request.runId() + " is a replay: its plan is to evaluate rows again.",
          "./ledgerlake replay --runId="
              + request.runId()
              + " finishes it; give this run another --runId.");
    }
    Plan plan = CanonicalJson.read(json.get(), Plan.class, location);
    new PlannedInputs(request.storage(), plan).requireUnchanged();
    note("Run " + plan.runId() + " was planned before; it executes that plan.");
    return Optional.of(plan);
  }

  /** Whoever comes second executes the plan of whoever came first. */
  private Plan store(Plan plan) throws IOException {
    if (plan.inputs().isEmpty()) {
      return plan;
    }
    if (request.storage().createExclusively(location(PLAN), CanonicalJson.write(plan))) {
      return plan;
    }
    return storedPlan().orElseThrow();
  }

  private String location(String file) {
    return request.layout().runFile(request.dataset(), request.runId(), file);
  }

  private RunResult execute(Plan plan, Optional<Journal.Link> head) throws IOException {
    Optional<RunResult> done = withoutProcessing(plan);
    if (done.isPresent()) {
      return done.get();
    }
    Contract contract = Contracts.parse(plan.contractJson(), "the plan of run " + plan.runId());
    request.tables().prepare(contract);
    Passes passes =
        passes(
                plan,
                contract,
                request.layout().zoneRoots(),
                request.layout().run(request.dataset(), plan.runId()))
            .run();
    Optional<RunResult> objection = passes.objection();
    if (objection.isPresent()) {
      return objection.get();
    }
    Manifest manifest =
        Manifests.of(
            plan,
            contract,
            DigestUtils.sha256Hex(CanonicalJson.write(plan)),
            passes.files(),
            passes.dataFiles(),
            passes.closed().isEmpty() ? List.of() : Moves.closed(passes.closed(), published()),
            passes.controlFiles());
    Optional<RunResult> gated = gated(passes);
    if (gated.isPresent()) {
      // So that the rows of a run that is not published can be looked at.
      publisher.store(manifest);
      return gated.get();
    }
    List<String> holds = holds(passes);
    if (!holds.isEmpty()) {
      JournalEntry.Person submitter = request.holding().submitter().holds(String.join("; ", holds));
      decide(JournalEntry.Kind.HOLD, manifest, plan, head, Optional.of(submitter));
      return passes.result(Verdict.HELD, gates(passes), holds);
    }
    watcher.begin(Step.PUBLISH, -1);
    publisher.publish(decide(JournalEntry.Kind.PUBLISH, manifest, plan, head, Optional.empty()));
    return passes.result(
        passes.refused() ? Verdict.PUBLISHED_WITH_REFUSALS : Verdict.PUBLISHED,
        gates(passes),
        List.of());
  }

  private Optional<RunResult> held(Passes passes) {
    List<String> holds = passes.holds();
    return holds.isEmpty()
        ? Optional.empty()
        : Optional.of(passes.result(Verdict.HELD, gates(passes), holds));
  }

  private List<GateCheck> gates(Passes passes) {
    return RunGates.check(request.gates(), request.runId(), passes.files());
  }

  private List<String> holds(Passes passes) {
    List<String> holds = new ArrayList<>(passes.holds());
    if (request.holding().everyRun()) {
      holds.add("every run waits for an approval (--approval=manual)");
    }
    return holds;
  }

  /** Returns how the run ends if a gate trips. */
  private Optional<RunResult> gated(Passes passes) {
    List<GateCheck> gates = gates(passes);
    List<String> objections = RunGates.objections(gates);
    return objections.isEmpty()
        ? Optional.empty()
        : Optional.of(passes.result(Verdict.GATE_TRIPPED, gates, objections));
  }

  private Optional<RunResult> withoutProcessing(Plan plan) {
    FileResults files = new FileResults(plan);
    if (!plan.corrected().isEmpty()) {
      return Optional.of(
          new RunResult(
              Verdict.HELD,
              plan,
              files.planned(),
              List.of(),
              List.of(),
              FileResults.objections(plan),
              notes));
    }
    if (plan.inputs().isEmpty()) {
      Verdict verdict = plan.refused().isEmpty() ? Verdict.NOTHING_NEW : Verdict.ALL_REFUSED;
      return Optional.of(
          new RunResult(verdict, plan, files.planned(), List.of(), List.of(), List.of(), notes));
    }
    return Optional.empty();
  }

  private Passes passes(
      Plan plan, Contract contract, Map<String, String> zoneRoots, String folder) {
    ProcessStep step =
        new ProcessStep(
            engine,
            zoneRoots,
            request.tables().zoneSchemas(contract),
            Comparison.with(request.tables(), contract, BaseSnapshots.of(plan.baseSnapshots())),
            folder);
    return new Passes(plan, step, zoneRoots, watcher, notes);
  }

  /**
   * Decides, after whoever else decides first, as long as nobody publishes one of this run's files
   * or changes what it was compared with.
   */
  private Journal.Link decide(
      JournalEntry.Kind kind,
      Manifest manifest,
      Plan plan,
      Optional<Journal.Link> planned,
      Optional<JournalEntry.Person> person)
      throws IOException {
    Optional<Journal.Link> head = planned;
    while (true) {
      if (publisher.decide(kind, manifest, head, person) instanceof Journal.Decided decided) {
        return decided.link();
      }
      head = turn().take();
      requireUndecided();
      requireStillNew(manifest);
      requireSameHistory(plan);
    }
  }

  private void requireSameHistory(Plan plan) {
    if (!BaseSnapshots.now(request.tables()).ids().equals(plan.baseSnapshots())) {
      throw new LakeException(
          "Another run published rows since run "
              + plan.runId()
              + " was planned, and it was planned to be compared with what was published before",
          "Nothing of this run is published; run again with another --runId");
    }
  }

  private void requireStillNew(Manifest manifest) {
    PublishedFiles published = published();
    for (Manifest.Input input : manifest.inputs()) {
      if (published.byPath(input.path()).isPresent()
          || published.byContent(input.sha256()).isPresent()) {
        throw new LakeException(
            "Another run published " + input.path() + " while this one was processing it",
            "Nothing of this run is published; run again with another --runId");
      }
    }
  }
}
