package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Voucher;
import io.ledgerlake.transforms.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
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
        .ifPresent(table -> hear(table, "ledger." + view.request().dataset(), byRun, findings));
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

  /** By the entry itself, its successor's link, the ledger, or the run that the entry names. */
  private void assign(Witness witness, List<Journal.Stored> entries) {
    String sha256 = witness.voucher().journalSha256();
    String runId = witness.voucher().runId();
    Optional<Long> seq =
        number(entries, stored -> stored.sha256().equals(sha256))
            .or(() -> number(entries, stored -> linksTo(stored, sha256)).map(after -> after - 1))
            .or(() -> numberInLedger(runId))
            .or(() -> number(entries, stored -> carriesOut(stored, runId)));
    seq.ifPresentOrElse(number -> bySeq.put(number, witness), () -> ofNoEntry.add(witness));
  }

  private static Optional<Long> number(
      List<Journal.Stored> entries, Predicate<Journal.Stored> wanted) {
    return entries.stream().filter(wanted).map(Journal.Stored::seq).findFirst();
  }

  private static boolean linksTo(Journal.Stored stored, String sha256) {
    return stored.entry().filter(said -> sha256.equals(said.previousSha256())).isPresent();
  }

  private Optional<Long> numberInLedger(String runId) {
    return runBySeq.entrySet().stream()
        .filter(row -> row.getValue().equals(runId))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean carriesOut(Journal.Stored stored, String runId) {
    return stored
        .entry()
        .filter(said -> said.kind().isCarriedOut() && runId.equals(said.runId()))
        .isPresent();
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
