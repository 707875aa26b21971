package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.plan.InputListing;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.Planner;
import io.ledgerlake.pipeline.plan.Rejections;
import io.ledgerlake.pipeline.plan.Replanner;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.run.RunWatcher.Step;
import io.ledgerlake.schemas.currency.CurrencyTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;

/** Makes the plans of a run, one after the other, and finds those that earlier attempts made. */
final class RunPlans {

  private final RunRequest request;
  private final RunWatcher watcher;
  private final Consumer<String> notes;
  private final Rejected rejections;
  private final PlanFiles files;

  /** Tells what people have rejected by now. */
  @FunctionalInterface
  interface Rejected {
    Rejections now() throws IOException;
  }

  /**
   * @param notes told what a person may want to know
   */
  RunPlans(RunRequest request, RunWatcher watcher, Consumer<String> notes, Rejected rejections) {
    this.request = request;
    this.watcher = watcher;
    this.notes = notes;
    this.rejections = rejections;
    this.files =
        PlanFiles.of(request.layout(), request.storage(), request.dataset(), request.runId());
  }

  /** Makes a first plan out of the request, and stores nothing. */
  Plan make() throws IOException {
    LakeStorage storage = request.storage();
    InputListing listing =
        InputListing.of(
            storage, new InputListing.Request(request.rawRoot(), request.inputs(), request.date()));
    requireInput(listing);
    long bytes = listing.files().stream().mapToLong(file -> file.bytes()).sum();
    watcher.begin(Step.PLAN, bytes);
    return Planner.of(
            storage,
            request.contract(),
            FileLedger.of(request.tables())::published,
            rejections.now())
        .plan(
            new Planner.Run(
                request.runId(),
                request.ingestedAt().toString(),
                CurrencyTable.iso4217().version(),
                request.codeVersion(),
                request.shardBytes(),
                BaseSnapshots.now(request.tables()),
                request.choice()),
            listing,
            request.threads(),
            watcher::advance);
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

  /**
   * Returns the last plan of earlier attempts.
   *
   * @throws UserError if it is that of a replay, its inputs have changed since, or a person has
   *     chosen something else for its corrected files than is asked for now
   */
  Optional<Plan> last() throws IOException {
    Optional<PlanFiles.Stored> stored = files.last();
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (ReplayPlan.isOne(stored.get().json())) {
      throw new UserError(
          "Run " + request.runId() + " is a replay: its plan is to evaluate rows again.",
          "./ledgerlake replay --runId="
              + request.runId()
              + " finishes it; give this run another --runId.");
    }
    Plan plan = CanonicalJson.read(stored.get().json(), Plan.class, stored.get().location());
    new PlannedInputs(request.storage(), plan).requireUnchanged();
    requireSameChoice(plan);
    notes.accept("Run " + plan.runId() + " was planned before; it executes that plan.");
    return Optional.of(plan);
  }

  private void requireSameChoice(Plan plan) {
    boolean chosen = plan.choice() != Plan.Choice.HOLD && !plan.corrected().isEmpty();
    if (chosen && request.choice() != Plan.Choice.HOLD && request.choice() != plan.choice()) {
      throw new UserError(
          "Run "
              + plan.runId()
              + " was told before what becomes of its corrected files: "
              + plan.choice()
              + ".",
          "Leave --corrected out to go on with that; to choose otherwise, ./ledgerlake reject it if"
              + " it is held, and give the new run another --runId.");
    }
  }

  /** Returns what becomes of corrected files: what was chosen before, or is asked for now. */
  Plan.Choice choice(Plan plan) {
    return plan.choice() == Plan.Choice.HOLD ? request.choice() : plan.choice();
  }

  /** Returns the plan of a run that has none, stored; made after the journal's head is known. */
  Plan first() throws IOException {
    Plan made = make();
    Plan stored = store(made);
    return stored == made ? made : current(stored);
  }

  /** Stores a plan; whoever comes second executes the plan of whoever came first. */
  private Plan store(Plan plan) throws IOException {
    if (plan.inputs().isEmpty() && plan.corrected().isEmpty()) {
      return plan;
    }
    return files.store(plan.attempt(), CanonicalJson.write(plan)) ? plan : last().orElseThrow();
  }

  /** Returns whether a plan is what would be planned now. */
  boolean isCurrent(Plan plan) throws IOException {
    return again(plan) == plan;
  }

  /**
   * Returns a plan that is what would be planned now: the same one, or a new one that is stored.
   */
  Plan current(Plan before) throws IOException {
    Plan plan = before;
    // Another process may have stored the next plan under this run id, and be overtaken too.
    for (Plan next = again(plan); next != plan; next = again(plan)) {
      notes.accept(why(plan, next));
      plan = store(next);
    }
    return plan;
  }

  private static String why(Plan plan, Plan next) {
    return plan.awaitsChoice() && next.choice() != Plan.Choice.HOLD
        ? "The corrected files of run " + plan.runId() + ": " + next.choice() + "."
        : "Another run has published since run "
            + plan.runId()
            + " was planned; it is planned again, for what is published now.";
  }

  private Plan again(Plan plan) throws IOException {
    return Replanner.again(
        plan,
        DigestUtils.sha256Hex(CanonicalJson.write(plan)),
        FileLedger.of(request.tables()).published(),
        rejections.now(),
        BaseSnapshots.now(request.tables()),
        choice(plan),
        request.shardBytes());
  }
}
