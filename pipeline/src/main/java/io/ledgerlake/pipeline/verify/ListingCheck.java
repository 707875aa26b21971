package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.verify.DecidedFiles.Decided;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZonePaths;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/** What the zones' tables list, against what the manifests say that they must. */
final class ListingCheck {

  private final LakeView view;
  private final DecidedFiles files;
  private final Set<String> unknownRuns;
  private final boolean complete;
  private final Findings findings;

  /**
   * @param unknownRuns runs of which it is not known what they added or removed
   * @param complete whether these are all such runs, and there is none
   */
  ListingCheck(
      LakeView view,
      DecidedFiles files,
      Set<String> unknownRuns,
      boolean complete,
      Findings findings) {
    this.view = view;
    this.files = files;
    this.unknownRuns = unknownRuns;
    this.complete = complete && unknownRuns.isEmpty();
    this.findings = findings;
  }

  /** Compares a zone, and returns how many files its table lists. */
  int check(Zone zone) {
    String name = Witnesses.name(view, zone);
    Table table = view.zones().get(zone);
    SortedMap<String, Decided> expected = new TreeMap<>(files.listed(zone));
    if (view.faults().containsKey(name)) {
      return 0;
    }
    List<ListedFile> listed;
    try {
      listed = table == null ? List.of() : ListedFile.of(table);
    } catch (IOException e) {
      findings.touched(
          Kind.TABLE, name, "a table that can be read", e.getMessage(), Findings.RESTORE);
      return 0;
    }
    if (table == null && !expected.isEmpty()) {
      findings.touched(
          Kind.TABLE,
          name,
          "a table with " + expected.size() + " data files",
          "the catalog has none of this name",
          "Register it again (docs/runbooks/restore.md), and verify again");
      return 0;
    }
    Set<String> seen = new HashSet<>();
    for (ListedFile file : listed) {
      compare(name, file, expected.remove(file.location()), seen.add(file.location()));
    }
    expected.values().forEach(missing -> missing(name, missing));
    return listed.size();
  }

  private void compare(String table, ListedFile listed, Decided decided, boolean first) {
    if (!listed.deletes().isEmpty()) {
      findings.touched(
          Kind.DATA_FILE,
          listed.location(),
          "all of its rows in the table " + table + ", as they were decided",
          "rows are taken out of it by " + String.join(", ", listed.deletes()),
          Findings.RESTORE_TABLE);
    }
    if (!first) {
      findings.touched(
          Kind.DATA_FILE,
          listed.location(),
          "to be in the table " + table + " once",
          "it is listed more than once",
          Findings.RESTORE_TABLE);
    } else if (decided == null) {
      foreign(table, listed);
    } else if (decided.file().rows() != listed.rows()
        || decided.file().bytes() != listed.bytes()
        || !OptionalInt.of(decided.file().partition()).equals(listed.partition())) {
      findings.touched(
          Kind.TABLE,
          table,
          said(decided.file().rows(), decided.file().bytes(), decided.file().partition())
              + " for "
              + listed.location()
              + ", as the manifest of run "
              + decided.runId()
              + " says",
          said(listed.rows(), listed.bytes(), listed.partition().orElse(-1)),
          Findings.RESTORE_TABLE);
    }
  }

  private static String said(long rows, long bytes, int partition) {
    return rows + " rows, " + bytes + " bytes, partition " + partition;
  }

  private void foreign(String table, ListedFile listed) {
    if (ZonePaths.runOf(listed.location()).filter(unknownRuns::contains).isPresent()) {
      return;
    }
    Decided once = files.all().get(listed.location());
    findings.touched(
        Kind.DATA_FILE,
        listed.location(),
        "not to be in the table " + table,
        once == null
            ? "the table lists it, and no run was decided that adds it"
            : "the table lists it: run "
                + once.runId()
                + " was to add it, and it waits or was removed again",
        Findings.RESTORE_TABLE);
  }

  private void missing(String table, Decided decided) {
    if (!complete) {
      findings.remark(
          "Whether the table "
              + table
              + " must list "
              + decided.location()
              + " cannot be told before what was touched is restored.");
      return;
    }
    findings.touched(
        Kind.DATA_FILE,
        decided.location(),
        "to be in the table " + table + ", as run " + decided.runId() + " added it",
        "the table does not list it",
        Findings.RESTORE_TABLE);
  }
}
