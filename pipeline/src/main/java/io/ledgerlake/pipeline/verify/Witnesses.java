package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Voucher;
import io.ledgerlake.transforms.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What the tables say of the journal. Each snapshot that follows from an entry carries the entry's
 * hash, and the file ledger the entry's number; so even the last entry is vouched for.
 */
final class Witnesses {

  /**
   * What a table says of a run.
   *
   * @param voucher the run, and the hashes of its manifest and its entry
   * @param table the table whose snapshot says so
   */
  record Witness(Voucher voucher, String table) {}

  private final SortedMap<Long, Witness> bySeq = new TreeMap<>();
  private final SortedMap<Long, String> runBySeq = new TreeMap<>();
  private final List<Witness> ofNoEntry = new ArrayList<>();

  private Witnesses() {}

  /** Nobody has committed anything. */
  static Witnesses none() {
    return new Witnesses();
  }

  /**
   * Hears the tables.
   *
   * @param ledger the file ledger's rows
   */
  static Witnesses of(LakeView view, List<FileEntry> ledger, Findings findings) {
    SortedMap<String, Witness> byRun = new TreeMap<>();
    view.zones().forEach((zone, table) -> hear(table, name(view, zone), byRun, findings));
    view.ledger()
        .ifPresent(
            table -> hear(table, "ledger." + view.request().dataset(), byRun, findings));
    Witnesses witnesses = new Witnesses();
    ledger.forEach(row -> witnesses.runBySeq.put(row.seq(), row.runId()));
    byRun.values().forEach(witness -> witnesses.assign(witness, view.entries()));
    return witnesses;
  }

  static String name(LakeView view, Zone zone) {
    return zone.folder() + "." + view.request().dataset();
  }

  private static void hear(
      Table table, String name, Map<String, Witness> byRun, Findings findings) {
    for (Snapshot snapshot : table.snapshots()) {
      Optional<Voucher> voucher = Voucher.of(snapshot);
      if (voucher.isPresent()) {
        byRun.putIfAbsent(voucher.get().runId(), new Witness(voucher.get(), name));
      } else {
        findings.remark(
            "Somebody else than LedgerLake has committed to the table "
                + name
                + ": snapshot "
                + snapshot.snapshotId()
                + ", "
                + snapshot.operation()
                + ". What it left is compared below with what was decided.");
      }
    }
  }

  /** By the entry itself, by the ledger, or, if both were touched, by the run that it names. */
  private void assign(Witness witness, List<Journal.Stored> entries) {
    Optional<Long> seq =
        entries.stream()
            .filter(entry -> entry.sha256().equals(witness.voucher().journalSha256()))
            .map(Journal.Stored::seq)
            .findFirst();
    if (seq.isEmpty()) {
      String runId = witness.voucher().runId();
      seq =
          runBySeq.entrySet().stream()
              .filter(row -> row.getValue().equals(runId))
              .map(Map.Entry::getKey)
              .findFirst();
      if (seq.isEmpty()) {
        seq =
            entries.stream()
                .filter(entry -> entry.entry().filter(said -> carriesOut(said, runId)).isPresent())
                .map(Journal.Stored::seq)
                .findFirst();
      }
    }
    seq.ifPresentOrElse(number -> bySeq.put(number, witness), () -> ofNoEntry.add(witness));
  }

  private static boolean carriesOut(JournalEntry entry, String runId) {
    return entry.kind() != null && entry.kind().isCarriedOut() && runId.equals(entry.runId());
  }

  /** Returns what a table says of the entry with a number. */
  Optional<Witness> of(long seq) {
    return Optional.ofNullable(bySeq.get(seq));
  }

  /** Returns the run that the entry with a number decides, by the tables. */
  Optional<String> run(long seq) {
    return of(seq)
        .map(witness -> witness.voucher().runId())
        .or(() -> Optional.ofNullable(runBySeq.get(seq)));
  }

  /** Returns the highest number of an entry that the tables know of, or 0. */
  long last() {
    long last = bySeq.isEmpty() ? 0 : bySeq.lastKey();
    return runBySeq.isEmpty() ? last : Math.max(last, runBySeq.lastKey());
  }

  /** Returns what the tables say of runs that no entry is about. */
  List<Witness> ofNoEntry() {
    return List.copyOf(ofNoEntry);
  }
}
