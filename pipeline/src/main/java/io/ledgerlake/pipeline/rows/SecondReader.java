package io.ledgerlake.pipeline.rows;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.publish.Reconciliation;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.ParquetRecount;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.io.FileIO;

/**
 * Counts the data files that were written, with a reader that shares no code with the writer, and
 * compares with what was meant to be written.
 */
public final class SecondReader {

  private final LakeLayout layout;
  private final Contract contract;

  /**
   * @param contract says which columns are money
   */
  public SecondReader(LakeLayout layout, Contract contract) {
    this.layout = layout;
    this.contract = contract;
  }

  /**
   * Counts a data file again.
   *
   * @param meant the rows that it was meant to hold, by file id
   * @return every figure that differs, a sentence each; empty: the books agree
   * @throws IOException if the file cannot be read
   */
  public List<String> differences(WrittenFile file, FileIO io, RowBooks meant) throws IOException {
    List<String> fileIds = List.copyOf(meant.files().keySet());
    SortedMap<String, FileTally> found = new TreeMap<>();
    ParquetRecount recount = new ParquetRecount(fileIds, contract.amount(), contract.currency());
    recount
        .count(file, (zone, path) -> new InputChannel(io.newInputFile(layout.dataFile(zone, path))))
        .forEach(tally -> found.put(fileIds.get(tally.file()), tally));
    List<String> sentences = new ArrayList<>();
    meant
        .files()
        .forEach(
            (fileId, tally) ->
                Reconciliation.differences(
                        new Reconciliation.FileBooks(
                            file.path() + ", rows of file " + fileId,
                            -1,
                            tally,
                            Map.of(file.zone(), found.getOrDefault(fileId, new FileTally(0)))))
                    .forEach(difference -> sentences.add(difference.sentence())));
    return sentences;
  }
}
