package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.report.Verdict;
import io.ledgerlake.pipeline.run.Turn;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Carries a change out: plan, write, count again, decide, publish. Whoever is overtaken by another
 * decision plans again. Killed before the decision it leaves data files that no table lists; killed
 * after it, the next run finishes it.
 */
final class ChangeRun {

  private static final int TRIES = 20;

  /** Makes a change out of a state, and the data files that it needs. */
  @FunctionalInterface
  interface Maker {
    /** Returns the change, or nothing when there is nothing to do. */
    Optional<Change> make(LakeState state, NewFiles files) throws IOException;
  }

  private final ChangeRequest request;
  private final Publisher publisher;
  private final Starts starts;

  ChangeRun(ChangeRequest request) {
    this(request, Publisher.of(request.layout(), request.storage(), request.tables()));
  }

  ChangeRun(ChangeRequest request, Publisher publisher) {
    this.request = request;
    this.publisher = publisher;
    this.starts = new Starts(request);
  }

  /** Reads the state as it is, for a look: nothing is finished and nothing written. */
  LakeState look() throws IOException {
    return LakeState.read(request, publisher);
  }

  /**
   * Makes the change and publishes it.
   *
   * @return its manifest, or nothing when there was nothing to do
   * @throws UserError if a run is held and patience ends, or the books disagree
   */
  Optional<Manifest> run(Maker maker) throws IOException {
    Turn turn = new Turn(publisher, request.patience(), finished -> {});
    for (int tried = 0; tried < TRIES; tried++) {
      turn.take();
      LakeState state = LakeState.read(request, publisher);
      if (publisher.isHold(state.head())) {
        continue;
      }
      requireUndecided(state);
      try (NewFiles files = NewFiles.ofChange(request, state.contract(), starts)) {
        Optional<Change> change = maker.make(state, files);
        if (change.isEmpty()) {
          return Optional.empty();
        }
        requireBalanced(files);
        Manifest manifest = manifest(change.get(), state.contract());
        Journal.Appended appended =
            publisher.decide(JournalEntry.Kind.PUBLISH, manifest, state.head(), request.person());
        if (appended instanceof Journal.Decided decided) {
          return Optional.of(publisher.publish(decided.link()));
        }
        files.discard();
      }
    }
    throw new LakeException(
        "Other runs were decided " + TRIES + " times while run " + request.runId() + " was planned",
        "Run it again when less is going on");
  }

  private void requireUndecided(LakeState state) {
    if (state.decision(request.runId()).isPresent()) {
      throw new UserError(
          "Run " + request.runId() + " is published already.",
          "What it was to do is done; give another --runId for another change.");
    }
  }

  private void requireBalanced(NewFiles files) {
    if (!files.differences().isEmpty()) {
      List<String> differences = List.copyOf(files.differences());
      files.discard();
      throw disagree(request.runId(), differences);
    }
  }

  /** Returns the error of books that disagree: exit code 4, nothing is published. */
  static UserError disagree(String runId, List<String> differences) {
    return new UserError(
        "The books of run "
            + runId
            + " disagree, and nothing was changed: "
            + String.join("; ", differences)
            + ".",
        "Run ./ledgerlake verify: it names what was touched. If it finds nothing, report this as a"
            + " defect.",
        Verdict.BOOKS_DISAGREE.exitCode(),
        null);
  }

  private Manifest manifest(Change change, Contract contract) {
    return new Manifest(
        Manifest.FORMAT,
        change.kind(),
        request.runId(),
        request.tables().dataset(),
        request.at(),
        new Manifest.ContractRef(contract.dataset(), contract.version(), contract.sha256()),
        CurrencyTable.iso4217().version(),
        request.codeVersion(),
        Manifest.NO_PLAN,
        List.of(),
        List.of(),
        List.of(),
        change.added().stream()
            .sorted(Comparator.comparing(WrittenFile::zone).thenComparing(WrittenFile::path))
            .map(ChangeRun::dataFile)
            .toList(),
        change.removed(),
        change.moves(),
        Manifest.Outcomes.NONE,
        change.processedSums(),
        new Manifest.Books(true, change.filesCompared(), 0));
  }

  private static Manifest.DataFile dataFile(WrittenFile file) {
    return new Manifest.DataFile(
        file.zone().folder(),
        file.path(),
        file.partition(),
        file.rows(),
        file.bytes(),
        file.sha256());
  }
}
