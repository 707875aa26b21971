package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.transforms.zone.MovedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run changes in the books of files of earlier runs. */
final class Moves {

  private Moves() {}

  /**
   * Returns the changes for rows that went from quarantine to condemned.
   *
   * @param closed how many, by file
   * @param published the file ledger
   * @throws LakeException if the ledger does not know a file whose rows are in quarantine
   */
  static List<Manifest.Move> closed(SortedMap<MovedFile, Long> closed, PublishedFiles published) {
    List<Manifest.Move> moves = new ArrayList<>();
    closed.forEach(
        (file, rows) -> {
          FileEntry entry =
              published.current().stream()
                  .filter(known -> known.fileId().equals(file.fileId()))
                  .findFirst()
                  .orElseThrow(() -> unknown(file));
          moves.add(
              new Manifest.Move(
                  entry.path(),
                  entry.fileId(),
                  entry.sha256(),
                  entry.bytes(),
                  false,
                  new Manifest.Outcomes(0, 0, -rows, rows, 0, 0),
                  new TreeMap<>(),
                  new TreeMap<>()));
        });
    return moves;
  }

  private static LakeException unknown(MovedFile file) {
    return new LakeException(
        "Quarantine has rows of "
            + file.path()
            + " (file id "
            + file.fileId()
            + "), which the file ledger does not list as ingested",
        "Run verify; the ledger and the tables do not fit together");
  }
}
