package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.lake.Supersessions;
import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.StoredPlan;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.pipeline.rows.ZoneFiles;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.zone.ZonePaths;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dataset as it stands when a change is planned: everything that is decided is published, and
 * nothing else is decided meanwhile, or the change is planned anew.
 */
final class LakeState {

  private final ChangeRequest request;
  private final Publisher publisher;
  private final List<Journal.Link> journal;
  private final BaseSnapshots base;
  private final PublishedFiles published;
  private final Supersessions superseded;
  private final Contract contract;
  private final Map<String, JournalEntry> decisions = new LinkedHashMap<>();
  private final Map<String, Manifest> manifests = new HashMap<>();

  private LakeState(ChangeRequest request, Publisher publisher) throws IOException {
    this.request = request;
    this.publisher = publisher;
    this.journal = publisher.journal().entries();
    for (Journal.Link link : journal) {
      if (link.entry().kind().isCarriedOut()) {
        decisions.put(link.entry().runId(), link.entry());
      }
    }
    this.base = BaseSnapshots.now(request.tables());
    this.published = FileLedger.of(request.tables()).published();
    this.superseded = Supersessions.of(request.tables(), base);
    this.contract = latestContract();
  }

  /** Reads the state, after whatever was decided and not finished. */
  static LakeState read(ChangeRequest request, Publisher publisher) throws IOException {
    return new LakeState(request, publisher);
  }

  LakeTables tables() {
    return request.tables();
  }

  PublishedFiles published() {
    return published;
  }

  Supersessions superseded() {
    return superseded;
  }

  /** Returns the contract that the last ingest was evaluated under. */
  Contract contract() {
    return contract;
  }

  /** Returns the journal's last entry as of this state. */
  Optional<Journal.Link> head() {
    return journal.isEmpty() ? Optional.empty() : Optional.of(journal.get(journal.size() - 1));
  }

  /** Returns the snapshots at which the tables are read. */
  BaseSnapshots base() {
    return base;
  }

  ZoneFiles files() {
    return ZoneFiles.at(request.layout(), request.tables(), base);
  }

  private Contract latestContract() throws IOException {
    for (int i = journal.size() - 1; i >= 0; i--) {
      JournalEntry entry = journal.get(i).entry();
      String location =
          PlanFiles.of(
                  request.layout(), request.storage(), request.tables().dataset(), entry.runId())
              .location(1);
      if (entry.kind().isCarriedOut()
          && manifest(entry).kind() == Manifest.Kind.INGEST
          && request.storage().exists(location)) {
        return Contracts.parse(
            StoredPlan.read(request.storage(), location).contractJson(),
            "the plan of run " + entry.runId());
      }
    }
    throw new LakeException(
        "No run has ingested a file of " + request.tables().dataset() + " yet",
        "Run ./ledgerlake ingest first, or name another --lake or --dataset");
  }

  /** Returns the entry that carried a run out, if one did. */
  Optional<JournalEntry> decision(String runId) {
    return Optional.ofNullable(decisions.get(runId));
  }

  /** Returns the ids of runs that were carried out, in order. */
  List<String> runs() {
    return List.copyOf(decisions.keySet());
  }

  /** Returns the number of the entry that carried a run out. */
  long seq(String runId) {
    return decision(runId).map(JournalEntry::seq).orElse(0L);
  }

  Manifest manifest(JournalEntry entry) throws IOException {
    Manifest known = manifests.get(entry.runId());
    if (known == null) {
      known = publisher.load(entry);
      manifests.put(entry.runId(), known);
    }
    return known;
  }

  /**
   * Returns a listed file as the manifest has it that added it.
   *
   * @throws LakeException if no manifest has
   */
  Manifest.DataFile asDecided(ZoneFile file) throws IOException {
    Optional<JournalEntry> entry = ZonePaths.runOf(file.path()).flatMap(this::decision);
    if (entry.isPresent()) {
      for (Manifest.DataFile decided : manifest(entry.get()).dataFiles()) {
        if (decided.zone().equals(file.zone().folder()) && decided.path().equals(file.path())) {
          return decided;
        }
      }
    }
    throw new LakeException(
        "No run was decided that adds the data file " + file.location() + ", which a table lists",
        "Run verify: somebody else has changed the table");
  }

  /** Returns the figures of a file that the ledger's entries add up to, by file id. */
  FileEntry current(String fileId) {
    return published.current().stream()
        .filter(entry -> entry.fileId().equals(fileId))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("file " + fileId + " is not in the ledger"));
  }
}
