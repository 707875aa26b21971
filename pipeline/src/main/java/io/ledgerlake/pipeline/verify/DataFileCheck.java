package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.verify.DecidedFiles.Decided;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bytes of the data files against the hashes in the manifests: of those that are listed, of
 * those that wait to be, and of those that were removed and still lie there for readers of earlier
 * snapshots.
 */
final class DataFileCheck {

  private final LakeView view;
  private final DecidedFiles files;
  private final Findings findings;
  private final Set<String> damaged = new HashSet<>();

  DataFileCheck(LakeView view, DecidedFiles files, Findings findings) {
    this.view = view;
    this.files = files;
    this.findings = findings;
  }

  /** Compares, and returns the locations of files that are gone or changed. */
  Set<String> check(VerifyWatcher watcher) throws IOException {
    List<Decided> needed = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      needed.addAll(files.listed(zone).values());
    }
    needed.addAll(files.waiting().values());
    List<Decided> all = new ArrayList<>(needed);
    all.addAll(removed());
    List<Hashing.Target> targets =
        all.stream()
            .map(d -> new Hashing.Target(d.location(), Optional.empty(), d.file().bytes()))
            .toList();
    List<Hashing.Outcome> outcomes = Hashing.of(view.request(), targets, watcher);
    for (int i = 0; i < all.size(); i++) {
      // Expiry may have come for one that was removed.
      if (i < needed.size() || !outcomes.get(i).gone()) {
        compare(all.get(i), outcomes.get(i));
      }
    }
    findings.checked("data files", all.size());
    return damaged;
  }

  /** Of a file that no table lists any more nothing is expected but that it is not changed. */
  private List<Decided> removed() throws IOException {
    List<Decided> removed = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      String data = view.layout().table(zone, view.request().dataset()) + "/data";
      for (StoredFile stored : view.request().storage().list(data)) {
        Decided decided = files.all().get(stored.uri());
        if (decided != null
            && !files.listed(zone).containsKey(stored.uri())
            && !files.waiting().containsKey(stored.uri())) {
          removed.add(decided);
        }
      }
    }
    return removed;
  }

  private void compare(Decided decided, Hashing.Outcome outcome) {
    if (outcome.sha256().equals(Optional.of(decided.file().sha256()))) {
      return;
    }
    damaged.add(decided.location());
    findings.touched(
        Kind.DATA_FILE,
        decided.location(),
        decided.file().bytes()
            + " bytes, SHA-256 "
            + decided.file().sha256()
            + ", as the manifest of run "
            + decided.runId()
            + " says",
        outcome.text(),
        Findings.RESTORE);
  }
}
