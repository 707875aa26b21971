package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.rows.ContentSum;
import io.ledgerlake.pipeline.rows.ZoneFiles;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What compactions merged: as many rows came out as went in, in each partition; and where the files
 * that went in still lie there, they are the same rows.
 */
final class MergeCheck {

  private final LakeView view;
  private final Set<String> damaged;
  private final Findings findings;
  private int goneBefore;

  /**
   * @param damaged locations of data files that are gone or changed
   */
  MergeCheck(LakeView view, Set<String> damaged, Findings findings) {
    this.view = view;
    this.damaged = damaged;
    this.findings = findings;
  }

  /** Compares before and after of every compaction. */
  void check(List<DecidedRun> runs, RunRecords records, VerifyWatcher watcher) throws IOException {
    findings.checked("compactions", 0);
    int done = 0;
    for (DecidedRun run : runs) {
      Manifest manifest = records.manifest(run).orElse(null);
      if (manifest != null && manifest.kind() == Manifest.Kind.COMPACTION) {
        findings.checked("compactions", 1);
        compareRows(manifest);
        for (Zone zone : Zone.values()) {
          compareContent(
              run, zone, in(zone, manifest.removedFiles()), in(zone, manifest.dataFiles()));
        }
      }
      watcher.advance(++done, runs.size(), "runs");
    }
    if (goneBefore > 0) {
      findings.remark(
          "Of "
              + goneBefore
              + " compactions the files that were merged have expired: how many rows they had was"
              + " compared, but not these rows.");
    }
  }

  private static List<Manifest.DataFile> in(Zone zone, List<Manifest.DataFile> files) {
    return files.stream().filter(file -> file.zone().equals(zone.folder())).toList();
  }

  private void compareRows(Manifest manifest) {
    TreeMap<String, Long> rows = new TreeMap<>();
    manifest.removedFiles().forEach(f -> rows.merge(place(f), -f.rows(), Long::sum));
    manifest.dataFiles().forEach(f -> rows.merge(place(f), f.rows(), Long::sum));
    rows.forEach(
        (place, more) -> {
          if (more != 0) {
            differs(manifest.runId(), "as many rows as before in " + place, more + " more");
          }
        });
  }

  private static String place(Manifest.DataFile file) {
    return file.zone() + ", partition " + file.partition();
  }

  private void compareContent(
      DecidedRun run, Zone zone, List<Manifest.DataFile> before, List<Manifest.DataFile> after)
      throws IOException {
    if (before.isEmpty()
        || !view.zones().containsKey(zone)
        || isDamaged(zone, before)
        || isDamaged(zone, after)) {
      return;
    }
    if (!isThere(zone, before) || !isThere(zone, after)) {
      goneBefore++;
      return;
    }
    ContentSum merged = sum(zone, before);
    ContentSum written = sum(zone, after);
    if (!merged.sameAs(written)) {
      differs(
          run.runId(),
          "the " + merged.rows() + " rows of " + before.size() + " files in " + zone.folder(),
          written.rows() + " rows that are not the same");
    }
  }

  private boolean isDamaged(Zone zone, List<Manifest.DataFile> files) {
    return files.stream().anyMatch(f -> damaged.contains(view.layout().dataFile(zone, f.path())));
  }

  private boolean isThere(Zone zone, List<Manifest.DataFile> files) throws IOException {
    for (Manifest.DataFile file : files) {
      if (!view.request().storage().exists(view.layout().dataFile(zone, file.path()))) {
        return false;
      }
    }
    return true;
  }

  private ContentSum sum(Zone zone, List<Manifest.DataFile> files) throws IOException {
    ZoneFiles reader = ZoneFiles.at(view.layout(), view.request().tables(), view.base());
    ContentSum sum = new ContentSum(view.zones().get(zone).schema());
    for (Manifest.DataFile f : files) {
      WrittenFile file =
          new WrittenFile(zone, f.path(), f.partition(), f.rows(), f.bytes(), f.sha256());
      try (CloseableIterable<Record> rows = reader.rows(file)) {
        for (Record row : rows) {
          sum.add(row);
        }
      }
    }
    return sum;
  }

  private void differs(String runId, String expected, String found) {
    findings.touched(
        Kind.COMPACTION,
        "run " + runId,
        expected,
        found,
        "Keep everything as it is and report this as a defect: the files are as they were decided");
  }
}
