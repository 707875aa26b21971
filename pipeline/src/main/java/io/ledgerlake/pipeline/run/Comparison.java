package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.HistoryFiles;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.Supersessions;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.History;
import io.ledgerlake.transforms.history.HistoryFile;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.Zone;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * What a run is compared with, looked up once and handed to each pass: the data files of history at
 * the plan's base snapshots, and which of the rows in them are superseded.
 */
final class Comparison {

  private final List<HistoryFile> files;
  private final VersionSet superseded;
  private final Set<String> leaving;

  private Comparison(List<HistoryFile> files, VersionSet superseded, Set<String> leaving) {
    this.files = files;
    this.superseded = superseded;
    this.leaving = leaving;
  }

  /**
   * @param base the snapshots to compare with
   */
  static Comparison with(LakeTables tables, Contract contract, BaseSnapshots base) {
    // Only rows of quarantine are looked at for being superseded; without any, nothing is.
    VersionSet superseded =
        base.of(Zone.QUARANTINE).isPresent()
            ? Supersessions.of(tables, base).versions()
            : new VersionSet();
    return new Comparison(HistoryFiles.of(tables, contract, base), superseded, Set.of());
  }

  /**
   * Returns this comparison without versions that the run itself evaluates again: what they were is
   * no history to what they become, and they are not to be closed besides.
   */
  Comparison without(VersionSet evaluatedAgain) {
    VersionSet all = new VersionSet();
    all.addAll(superseded);
    all.addAll(evaluatedAgain);
    return new Comparison(files, all, leaving);
  }

  /**
   * Returns this comparison without the rows of input files that the run takes out of the lake.
   *
   * @param fileIds ids of these files
   * @param reopened versions of other files' rows that reopen because of it
   */
  Comparison without(Set<String> fileIds, VersionSet reopened) {
    return new Comparison(files, without(reopened).superseded, fileIds);
  }

  /** Returns whether there is nothing to compare with. */
  boolean isEmpty() {
    return files.isEmpty();
  }

  /**
   * Returns the history of a pass, after leaving for the workers what they need of it.
   *
   * @param prefix how the names of the pass's work files begin
   */
  History history(String prefix) throws IOException {
    if (superseded.size() == 0) {
      return new History(files, Optional.empty(), leaving, prefix);
    }
    String location = prefix + "-superseded.bin";
    try (OutputStream out =
        new BufferedOutputStream(
            Channels.newOutputStream(
                FileSystems.create(
                    FileSystems.matchNewResource(location, false), MimeTypes.BINARY)))) {
      superseded.write(out);
    }
    return new History(files, Optional.of(location), leaving, prefix);
  }

  /** Says how much of history was read, for people. */
  String note(long opened, long bytes) {
    return String.format(
        Locale.ROOT,
        "Compared with history: %,d of %,d data files opened, %,d bytes of them read.",
        opened,
        files.size(),
        bytes);
  }

  /** Removes the work files of a pass. */
  static void clear(String prefix) throws IOException {
    MatchResult found = FileSystems.match(prefix + "-*.bin", EmptyMatchTreatment.ALLOW);
    FileSystems.delete(
        found.metadata().stream().map(MatchResult.Metadata::resourceId).toList(),
        StandardMoveOptions.IGNORE_MISSING_FILES);
  }
}
