package io.ledgerlake.pipeline.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.iceberg.Table;

/**
 * Makes a run visible. First it is decided: {@link #decide} stores the manifest and appends to the
 * journal. From then on the run <em>will</em> be published: {@link #publish} commits quarantine,
 * condemned, processed and, last, the file ledger, whose commit is the publication, and marks
 * success. It works from the stored manifest alone and each of its steps can be repeated, so {@link
 * #finish}, which completes what a killed run has left, is the same code.
 *
 * <p>A zone in which a run changes no file gets no snapshot from it. The ledger always gets one,
 * unless the run is a compaction: every other run that is decided has at least one file, ingested,
 * refused or moved.
 */
public class Publisher {

  /** The name of the file in a run's folder that says that nothing is left to do. */
  public static final String SUCCESS = "_SUCCESS";

  /** Rejects first: a reader of processed rows never sees a run whose rejects are not there. */
  private static final List<Zone> ORDER = List.of(Zone.QUARANTINE, Zone.CONDEMNED, Zone.PROCESSED);

  private final LakeLayout layout;
  private final LakeStorage storage;
  private final LakeTables tables;
  private final Journal journal;

  Publisher(LakeLayout layout, LakeStorage storage, LakeTables tables) {
    this.layout = layout;
    this.storage = storage;
    this.tables = tables;
    this.journal = Journal.of(layout, storage, tables.dataset());
  }

  /** Returns the publisher of a dataset. */
  public static Publisher of(LakeLayout layout, LakeStorage storage, LakeTables tables) {
    return new Publisher(layout, storage, tables);
  }

  /** Returns the dataset's journal. */
  public Journal journal() {
    return journal;
  }

  /**
   * Stores a run's manifest and decides that the run is published.
   *
   * @param after the journal's head when the run was planned
   * @return whether it is decided, or another run has decided something since, so that this one
   *     must be planned again
   * @throws LakeException if the run is already decided with another manifest, or its books do not
   *     balance
   */
  public Journal.Appended decide(Manifest manifest, Optional<Journal.Link> after)
      throws IOException {
    return decide(JournalEntry.Kind.PUBLISH, manifest, after, Optional.empty());
  }

  /**
   * Stores a run's manifest and decides about it; see {@link #decide(Manifest, Optional)}.
   *
   * @param kind what is decided
   * @param person who decides, if a person does
   */
  public Journal.Appended decide(
      JournalEntry.Kind kind,
      Manifest manifest,
      Optional<Journal.Link> after,
      Optional<JournalEntry.Person> person)
      throws IOException {
    if (!manifest.reconciliation().balanced()) {
      throw new LakeException(
          "The books of run " + manifest.runId() + " do not balance",
          "Nothing was published; see the differences in the run's report");
    }
    if (manifest.isEmpty() && !manifest.isQuestion()) {
      throw new IllegalArgumentException("run " + manifest.runId() + " has nothing to publish");
    }
    if (!kind.settlesHold(manifest.runId(), after) && !answers(manifest, after)) {
      requireNotHeld(after);
    }
    if (after.isPresent() && isUnfinished(after.get().entry())) {
      throw new IllegalStateException(
          "run " + after.get().entry().runId() + " is decided and must be finished first");
    }
    byte[] json = store(manifest);
    return journal.append(
        after, kind, manifest.runId(), DigestUtils.sha256Hex(json), person, manifest.ingestedAt());
  }

  /** Returns the entry that holds the dataset, if one does. */
  public Optional<Journal.Link> held() throws IOException {
    return journal.head().filter(head -> isHold(Optional.of(head)));
  }

  private boolean answers(Manifest manifest, Optional<Journal.Link> head) throws IOException {
    return !manifest.isQuestion() && isQuestionOf(manifest.runId(), head);
  }

  /** Returns whether a journal's head holds the dataset with a question about files of a run. */
  public boolean isQuestionOf(String runId, Optional<Journal.Link> head) throws IOException {
    return isHold(head)
        && head.get().entry().runId().equals(runId)
        && isQuestion(head.get().entry());
  }

  boolean isQuestion(JournalEntry entry) throws IOException {
    return load(entry).isQuestion();
  }

  /** Returns whether a journal's head holds the dataset: only its own run can be decided next. */
  public boolean isHold(Optional<Journal.Link> head) {
    return head.isPresent() && head.get().entry().kind() == JournalEntry.Kind.HOLD;
  }

  /**
   * Checks that a journal's head does not hold the dataset.
   *
   * @throws HeldException if it does, naming the run
   */
  public void requireNotHeld(Optional<Journal.Link> head) throws IOException {
    if (isHold(head)) {
      JournalEntry hold = head.get().entry();
      throw new HeldException(tables.dataset(), hold, isQuestion(hold));
    }
  }

  private boolean isUnfinished(JournalEntry entry) throws IOException {
    return entry.kind().isCarriedOut() && !isFinished(entry.runId());
  }

  /**
   * Stores a run's manifest without deciding anything, so that the rows of a run that is not
   * published can be found.
   *
   * @return its bytes
   * @throws LakeException if the run is already decided with another manifest
   */
  public byte[] store(Manifest manifest) throws IOException {
    String runId = manifest.runId();
    byte[] json = CanonicalJson.write(manifest);
    ManifestFiles files = manifests(runId);
    if (!files.storeAsFirst(manifest.file(), json)) {
      // The first was left by an attempt that was overtaken, or killed before it decided; or by
      // another process of this run, which is about to decide.
      requireUndecided(manifest);
      files.store(manifest.file(), json);
    }
    return json;
  }

  private void requireUndecided(Manifest manifest) throws IOException {
    String sha256 = DigestUtils.sha256Hex(CanonicalJson.write(manifest));
    for (Journal.Link link : journal.entries()) {
      JournalEntry entry = link.entry();
      if (entry.runId().equals(manifest.runId())
          && !entry.manifestSha256().equals(sha256)
          && isQuestion(entry) == manifest.isQuestion()) {
        throw new LakeException(
            "The run "
                + entry.runId()
                + " is already decided, as entry "
                + entry.seq()
                + " of the journal, with another manifest",
            "Give the new run another --runId");
      }
    }
  }

  private ManifestFiles manifests(String runId) {
    return ManifestFiles.of(layout, storage, tables.dataset(), runId);
  }

  /**
   * Publishes what an entry of the journal decides; whatever of it is already done is not repeated.
   *
   * @return the run's manifest
   * @throws LakeException if the manifest or a data file is missing or not as it was decided
   */
  public Manifest publish(Journal.Link decision) throws IOException {
    String hash = decision.entry().manifestSha256();
    ManifestFiles.Stored stored = stored(decision.entry());
    Manifest manifest = stored.manifest();
    if (isFinished(manifest.runId())) {
      // Its snapshots may have been expired since: the tables could not tell that it is done.
      return manifest;
    }
    makeFinal(manifest, stored.location());
    TableCommit commit = new TableCommit(manifest.runId(), hash, decision);
    for (Zone zone : ORDER) {
      commitZone(zone, manifest, commit);
    }
    commitLedger(manifest, decision.entry().seq(), commit);
    markSuccess(manifest, hash + "  " + stored.name());
    return manifest;
  }

  /** Before any table lists them, so that what can be seen is kept. */
  private void makeFinal(Manifest manifest, String location) throws IOException {
    storage.makeFinal(location, manifest.ingestedAt());
    for (Manifest.DataFile file : manifest.dataFiles()) {
      if (file.in(Zone.CONDEMNED)) {
        storage.makeFinal(layout.dataFile(Zone.CONDEMNED, file.path()), manifest.ingestedAt());
      }
    }
  }

  /**
   * Completes the last decision of the journal if it is unfinished. Called before a run is planned,
   * and therefore enough: no decision follows one that is unfinished.
   *
   * @return the manifest of the run that was completed, or nothing when there was nothing to do
   */
  public Optional<Manifest> finish() throws IOException {
    Optional<Journal.Link> head = journal.head();
    if (head.isEmpty() || !isUnfinished(head.get().entry())) {
      return Optional.empty();
    }
    return Optional.of(publish(head.get()));
  }

  /** Returns whether nothing is left to do for a run that was decided. */
  public boolean isFinished(String runId) throws IOException {
    return storage.exists(layout.runFile(tables.dataset(), runId, SUCCESS));
  }

  /**
   * Loads the manifest that an entry of the journal vouches for.
   *
   * @throws LakeException if it is missing or was changed
   */
  public Manifest load(JournalEntry entry) throws IOException {
    return stored(entry).manifest();
  }

  private ManifestFiles.Stored stored(JournalEntry entry) throws IOException {
    ManifestFiles files = manifests(entry.runId());
    Optional<ManifestFiles.Stored> decided = files.withHash(entry.manifestSha256());
    if (decided.isEmpty()) {
      throw damaged(files, entry);
    }
    return decided.get();
  }

  private static LakeException damaged(ManifestFiles files, JournalEntry entry) throws IOException {
    List<String> there = new ArrayList<>();
    files.all(Manifest.FILE).forEach(file -> there.add(file.location()));
    files.all(Manifest.QUESTION_FILE).forEach(file -> there.add(file.location()));
    String decides = "entry " + entry.seq() + " of the journal";
    String what =
        switch (there.size()) {
          case 0 ->
              "The manifest "
                  + files.location(Manifest.FILE, 1)
                  + " is missing, and "
                  + decides
                  + " decides its run";
          case 1 ->
              "The manifest " + there.get(0) + " was changed since " + decides + " decided its run";
          default ->
              "None of the manifests "
                  + String.join(", ", there)
                  + " is the one that "
                  + decides
                  + " names: it was changed since, or is missing";
        };
    return new LakeException(
        what, "Restore it from the bucket's versions or a backup and run again");
  }

  void commitZone(Zone zone, Manifest manifest, TableCommit commit) throws IOException {
    List<TableCommit.File> added = files(zone, manifest.dataFiles());
    List<TableCommit.File> removed = files(zone, manifest.removedFiles());
    if (added.isEmpty() && removed.isEmpty()) {
      return;
    }
    if (manifest.kind() == Manifest.Kind.COMPACTION) {
      commit.replace(tables.zone(zone), added, removed);
    } else {
      commit.change(tables.zone(zone), added, removed);
    }
  }

  private List<TableCommit.File> files(Zone zone, List<Manifest.DataFile> dataFiles) {
    List<TableCommit.File> files = new ArrayList<>();
    for (Manifest.DataFile file : dataFiles) {
      if (file.in(zone)) {
        files.add(
            new TableCommit.File(
                layout.dataFile(zone, file.path()),
                Optional.of(file.partition()),
                file.rows(),
                file.bytes()));
      }
    }
    return files;
  }

  void commitLedger(Manifest manifest, long seq, TableCommit commit) throws IOException {
    List<FileEntry> entries = entries(manifest, seq);
    if (entries.isEmpty()) {
      return;
    }
    Table ledger = tables.ledger();
    String location = layout.ledger(tables.dataset()) + "/data/" + manifest.runId() + ".parquet";
    byte[] bytes = FileLedger.encode(ledger, entries);
    // Exclusively, as a file that a commit may already list must not be written again.
    storage.createExclusively(location, bytes);
    long stored = storage.size(location).orElseThrow();
    commit.change(
        ledger,
        List.of(new TableCommit.File(location, Optional.empty(), entries.size(), stored)),
        List.of());
  }

  /**
   * @param mark hash and name of the manifest, in the form that {@code sha256sum -c} checks
   */
  void markSuccess(Manifest manifest, String mark) throws IOException {
    storage.createExclusively(
        layout.runFile(tables.dataset(), manifest.runId(), SUCCESS), (mark + "\n").getBytes(UTF_8));
  }

  /**
   * Returns the entries that a run's publication adds to the file ledger.
   *
   * @param seq number of the journal's entry that decides the run
   */
  public static List<FileEntry> entries(Manifest manifest, long seq) {
    List<FileEntry> entries = new ArrayList<>();
    for (Manifest.Input input : manifest.inputs()) {
      entries.add(
          entry(
              manifest,
              seq,
              new Manifest.Move(
                  input.path(),
                  input.fileId(),
                  input.sha256(),
                  input.bytes(),
                  false,
                  input.outcomes(),
                  input.readSums(),
                  input.processedSums()),
              FileEntry.Status.INGESTED,
              Optional.empty()));
    }
    for (Manifest.Refused refused : manifest.refused()) {
      entries.add(
          entry(
              manifest,
              seq,
              new Manifest.Move(
                  refused.path(),
                  refused.fileId(),
                  refused.sha256(),
                  refused.bytes(),
                  false,
                  Manifest.Outcomes.NONE,
                  new TreeMap<>(),
                  new TreeMap<>()),
              FileEntry.Status.REFUSED,
              Optional.of(refused.kind() + ": " + refused.message())));
    }
    for (Manifest.Move move : manifest.moves()) {
      FileEntry.Status status =
          move.rolledBack() ? FileEntry.Status.ROLLED_BACK : FileEntry.Status.MOVED;
      entries.add(entry(manifest, seq, move, status, Optional.empty()));
    }
    return entries;
  }

  private static FileEntry entry(
      Manifest manifest,
      long seq,
      Manifest.Move file,
      FileEntry.Status status,
      Optional<String> refusal) {
    Manifest.Outcomes rows = file.outcomes();
    return new FileEntry(
        seq,
        manifest.runId(),
        file.fileId(),
        file.path(),
        file.sha256(),
        file.bytes(),
        status,
        refusal,
        rows.rowsRead(),
        rows.processed(),
        rows.quarantined(),
        rows.condemned(),
        rows.blankLines(),
        rows.rowsWithoutAmount(),
        file.readSums(),
        file.processedSums(),
        manifest.contract().name(),
        manifest.contract().version(),
        manifest.contract().sha256(),
        manifest.ingestedAt());
  }
}
