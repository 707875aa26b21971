package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Searches data files for what shards ask for. Of a file of processed rows it reads the pages of
 * the key columns whose bounds meet a range of asked keys, and of the other columns the pages with
 * a key that passes a shard's filter. Not thread-safe.
 */
public final class HistoryScan {

  private final ProcessedScan processed;
  private final QuarantineScan quarantine;
  private final Map<Zone, MessageType> tables = new TreeMap<>();

  /**
   * @param contract the run's contract
   * @param zoneSchemas the message type of each zone's table, by zone folder name
   * @param superseded the versions that are not open any more
   * @param leaving ids of input files whose rows are passed over
   * @param found takes what is found
   */
  public HistoryScan(
      Contract contract,
      Map<String, String> zoneSchemas,
      VersionSet superseded,
      Set<String> leaving,
      Found found) {
    this.processed = new ProcessedScan(contract, leaving, found);
    this.quarantine = new QuarantineScan(contract, superseded, leaving, found);
    for (Zone zone : Zone.values()) {
      tables.put(zone, MessageTypeParser.parseMessageType(zoneSchemas.get(zone.folder())));
    }
  }

  /**
   * Searches a file.
   *
   * @param asked what the shards ask for that may find something in it
   * @throws IOException if it cannot be read
   */
  public void scan(HistoryFile file, InputFile input, ShardSummaries asked) throws IOException {
    try (StoredFile stored = new StoredFile(input, tables.get(file.zone()))) {
      if (file.zone() == Zone.PROCESSED) {
        processed.scan(stored, asked);
      } else {
        quarantine.scan(stored, asked);
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "cannot compare with the "
              + file.zone().folder()
              + " data file "
              + file.uri()
              + ": "
              + e.getMessage()
              + "; nothing is published; run verify if the file is damaged, or run again with the"
              + " same run id",
          e);
    }
  }
}
