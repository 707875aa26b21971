package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.change.Replacement;
import io.ledgerlake.pipeline.correction.Correction;
import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.Rejections;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.HeldRuns;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.publish.RejectedContents;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.RunWatcher.Step;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A run: plan, process, reconcile, decide, publish, as {@code docs/architecture.md} draws it under
 * "A run's way". Killed at any instant and started again with the same run id, it executes the same
 * plan; a decision that was taken is carried out first. Overtaken by another run it plans again.
 */
public final class IngestRun {

  private final RunRequest request;
  private final Engine engine;
  private final RunWatcher watcher;
  private final Publisher publisher;
  private final RunPlans plans;
  private final List<String> notes = new ArrayList<>();
  private Optional<List<Journal.Link>> entries = Optional.empty();

  private IngestRun(RunRequest request, Engine engine, RunWatcher watcher) {
    this.request = request;
    this.engine = engine;
    this.watcher = watcher;
    this.publisher = Publisher.of(request.layout(), request.storage(), request.tables());
    this.plans = new RunPlans(request, watcher, this::note, this::rejections);
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
      Optional<Plan> before = plans.last();
      boolean answers = before.map(plans::choice).orElse(request.choice()) != Plan.Choice.HOLD;
      Optional<Journal.Link> head = turn(answers).take();
      requireUndecided();
      Plan plan = before.isPresent() ? plans.current(before.get()) : plans.first();
      return execute(plan, head, answers);
    } finally {
      watcher.end();
    }
  }

  private RunResult execute(Plan first, Optional<Journal.Link> planned, boolean answers)
      throws IOException {
    Plan plan = first;
    Optional<Journal.Link> head = planned;
    for (int attempt = 1; attempt <= Overtaken.TRIES; attempt++) {
      int told = notes.size();
      try {
        return execute(plan, head);
      } catch (Overtaken e) {
        // What was said of an attempt that was given up is not true of the run.
        notes.subList(told, notes.size()).clear();
      }
      head = turn(answers).take();
      requireUndecided();
      plan = plans.current(plan);
    }
    throw Overtaken.tooOften(request.runId());
  }

  /**
   * Does everything that {@link #ingest} does, but with the data files in a scratch folder, and
   * writes nothing to the lake.
   *
   * @param scratch a folder that the caller removes afterwards
   */
  public RunResult validate(String scratch) throws IOException {
    try {
      Plan plan = plans.make();
      CorrectedFiles corrected = CorrectedFiles.of(request, plan, request.contract());
      List<Correction> corrections = corrected.corrections();
      if (plan.awaitsChoice()) {
        return unprocessed(Verdict.HELD, plan, corrected.wouldAsk(), corrections);
      }
      if (plan.inputs().isEmpty()) {
        return unprocessed(nothing(plan), plan, List.of(), corrections);
      }
      Replacing replacing = replacing(plan, request.contract());
      Passes passes =
          passes(
                  plan,
                  request.contract(),
                  Scratch.zoneRoots(scratch),
                  scratch,
                  replacing::comparison,
                  corrections)
              .run();
      replacing.note().ifPresent(this::note);
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
    } catch (Overtaken e) {
      throw new LakeException("Another run has published meanwhile", "Run it again", e);
    } finally {
      watcher.end();
    }
  }

  private Turn turn(boolean answers) {
    return new Turn(
        publisher,
        request.holding().patience(),
        this::noteFinished,
        answers ? Optional.of(request.runId()) : Optional.empty());
  }

  /**
   * Puts together again what the run did that is published under the request's id.
   *
   * @throws LakeException if its folder lacks what is needed for that
   */
  public RunResult publishedBefore() throws IOException {
    JournalEntry entry =
        carriedOut(publisher.journal().entries(), request.runId())
            .orElseThrow(
                () -> new IllegalStateException("run " + request.runId() + " is not published"));
    return StoredResult.of(
        request.layout(), request.storage(), publisher.load(entry), Optional.of(request.gates()));
  }

  private void noteFinished(Manifest manifest) {
    note("Run " + manifest.runId() + " had been decided but not finished; it is published now.");
  }

  private void note(String note) {
    notes.add(note);
    watcher.note(note);
  }

  /** As of the last look at the journal, or of now when there was none. */
  private Rejections rejections() throws IOException {
    return RejectedContents.of(
        publisher, entries.isPresent() ? entries.get() : publisher.journal().entries());
  }

  private void requireUndecided() throws IOException {
    entries = Optional.of(publisher.journal().entries());
    requireUnpublished(entries.get(), request.runId());
    for (Journal.Link link : entries.get()) {
      if (link.entry().runId().equals(request.runId())
          && link.entry().kind() == JournalEntry.Kind.REJECT) {
        throw new UserError(
            "Run "
                + request.runId()
                + " was rejected by "
                + link.entry().person().by()
                + ": "
                + link.entry().person().why(),
            HeldRuns.afterRejection(publisher.load(link.entry())));
      }
    }
  }

  /**
   * Requires of a journal that no entry of it carries a run out.
   *
   * @throws AlreadyPublished if one does
   */
  static void requireUnpublished(List<Journal.Link> entries, String runId) {
    if (carriedOut(entries, runId).isPresent()) {
      throw new AlreadyPublished(runId);
    }
  }

  private static Optional<JournalEntry> carriedOut(List<Journal.Link> entries, String runId) {
    return entries.stream()
        .map(Journal.Link::entry)
        .filter(entry -> entry.runId().equals(runId) && entry.kind().isCarriedOut())
        .findFirst();
  }

  /** The run id has been published before; there is nothing to do. */
  public static final class AlreadyPublished extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlreadyPublished(String runId) {
      super("run " + runId + " is published already");
    }
  }

  private String folder() {
    return request.layout().run(request.dataset(), request.runId());
  }

  private RunResult execute(Plan plan, Optional<Journal.Link> head) throws IOException {
    Contract contract = Contracts.parse(plan.contractJson(), "the plan of run " + plan.runId());
    CorrectedFiles corrected = CorrectedFiles.of(request, plan, contract);
    List<Correction> corrections = corrected.corrections();
    if (plan.awaitsChoice()) {
      Manifest question = Manifests.question(plan, contract, sha256(plan));
      decide(JournalEntry.Kind.HOLD, question, plan, head, Optional.of(corrected.asker()));
      return unprocessed(Verdict.HELD, plan, corrected.asks(), corrections);
    }
    if (plan.inputs().isEmpty()) {
      return unprocessed(nothing(plan), plan, List.of(), corrections);
    }
    request.tables().prepare(contract);
    Replacing replacing = replacing(plan, contract);
    Passes passes =
        passes(
                plan,
                contract,
                request.layout().zoneRoots(),
                folder(),
                leftOut -> unlessOvertaken(head, () -> replacing.comparison(leftOut)),
                corrections)
            .run();
    Optional<RunResult> objection = passes.objection();
    if (objection.isPresent()) {
      return objection.get();
    }
    Optional<RunResult> gated = gated(passes);
    if (gated.isPresent()) {
      // So that the rows of a run that is not published can be looked at.
      publisher.store(manifest(plan, contract, passes, Optional.empty()));
      return gated.get();
    }
    Manifest manifest = manifest(plan, contract, passes, unlessOvertaken(head, replacing::write));
    List<String> holds = holds(passes);
    if (!holds.isEmpty()) {
      JournalEntry.Person submitter = request.holding().submitter().holds(String.join("; ", holds));
      decide(JournalEntry.Kind.HOLD, manifest, plan, head, Optional.of(submitter));
      return passes.result(Verdict.HELD, gates(passes), holds);
    }
    watcher.begin(Step.PUBLISH, -1);
    publisher.publish(decide(JournalEntry.Kind.PUBLISH, manifest, plan, head, corrected.chooser()));
    replacing.note().ifPresent(this::note);
    return passes.result(
        passes.refused() ? Verdict.PUBLISHED_WITH_REFUSALS : Verdict.PUBLISHED,
        gates(passes),
        List.of());
  }

  private Manifest manifest(
      Plan plan, Contract contract, Passes passes, Optional<Replacement.Part> replaced) {
    return Manifests.of(
        plan,
        contract,
        sha256(plan),
        passes.files(),
        passes.dataFiles(),
        passes.closed().isEmpty() ? List.of() : Moves.closed(passes.closed(), published()),
        replaced,
        passes.controlFiles());
  }

  private static String sha256(Plan plan) {
    return DigestUtils.sha256Hex(CanonicalJson.write(plan));
  }

  private PublishedFiles published() {
    return FileLedger.of(request.tables()).published();
  }

  private Replacing replacing(Plan plan, Contract contract) {
    return new Replacing(
        request,
        publisher,
        plan,
        Comparison.with(request.tables(), contract, BaseSnapshots.of(plan.baseSnapshots())));
  }

  /** Something that reads the lake as it is now. */
  @FunctionalInterface
  private interface Look<T> {
    T take() throws IOException;
  }

  /** What somebody else is changing at this moment must not be taken for a fault of the lake. */
  private <T> T unlessOvertaken(Optional<Journal.Link> head, Look<T> look) throws IOException {
    try {
      return look.take();
    } catch (UserError e) {
      if (!publisher.journal().head().equals(head)) {
        throw new Overtaken();
      }
      throw e;
    }
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

  private static Verdict nothing(Plan plan) {
    return plan.refused().isEmpty() ? Verdict.NOTHING_NEW : Verdict.ALL_REFUSED;
  }

  private RunResult unprocessed(
      Verdict verdict, Plan plan, List<String> objections, List<Correction> corrections) {
    return new RunResult(
        verdict,
        plan,
        new FileResults(plan).planned(),
        List.of(),
        List.of(),
        objections,
        notes,
        corrections);
  }

  private Passes passes(
      Plan plan,
      Contract contract,
      Map<String, String> zoneRoots,
      String folder,
      ProcessStep.Comparisons comparisons,
      List<Correction> corrections) {
    ProcessStep step =
        new ProcessStep(
            engine, zoneRoots, request.tables().zoneSchemas(contract), comparisons, folder);
    return new Passes(plan, step, zoneRoots, watcher, notes, corrections);
  }

  /**
   * Decides, after whoever else decides first.
   *
   * @throws Overtaken if the plan is not what would be planned now
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
      head = turn(plan.choice() != Plan.Choice.HOLD).take();
      requireUndecided();
      if (!plans.isCurrent(plan)) {
        throw new Overtaken();
      }
    }
  }
}
