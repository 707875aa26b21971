package io.ledgerlake.transforms;

import io.ledgerlake.transforms.history.HistoryFile;
import io.ledgerlake.transforms.history.HistoryIndex;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run is compared with, as the driver has planned it, and where its workers leave what
 * passes between them: small files that the driver removes afterwards.
 *
 * @param files the data files of published and of quarantined rows
 * @param superseded where the set of superseded versions lies, as {@link
 *     io.ledgerlake.transforms.history.VersionSet} writes it; empty if nothing is superseded
 * @param leaving ids of input files that the run itself takes out of the lake: their rows are no
 *     history to it
 * @param prefix how the names of the pass's work files begin: a path or URI that Beam's file
 *     systems know
 */
public record History(
    List<HistoryFile> files, Optional<String> superseded, Set<String> leaving, String prefix) {

  public History {
    files = List.copyOf(files);
    leaving = Set.copyOf(leaving);
  }

  /** Returns a history all of whose files stay. */
  public History(List<HistoryFile> files, Optional<String> superseded, String prefix) {
    this(files, superseded, Set.of(), prefix);
  }

  /** Returns whether there is nothing to compare with. */
  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** Returns whether there are quarantined rows. */
  boolean hasRejects() {
    return HistoryIndex.hasRejects(files);
  }

  Places places() {
    return new Places(prefix, superseded.orElse(null), new ArrayList<>(new TreeSet<>(leaving)));
  }

  /**
   * What the workers need of it.
   *
   * @param prefix how the names of their files begin
   * @param superseded where the set of superseded versions lies, or null
   * @param leaving ids of input files whose rows are no history
   */
  record Places(String prefix, String superseded, ArrayList<String> leaving)
      implements Serializable {

    String summary(int shard) {
      return prefix + "-summary-" + shard + ".bin";
    }

    String found(int group) {
      return prefix + "-found-" + group + ".bin";
    }
  }
}
