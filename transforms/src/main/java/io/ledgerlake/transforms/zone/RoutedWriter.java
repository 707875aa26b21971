package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.settle.SortedEntries;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Writes routed records, sorted by {@link RoutedEntry#layout}, to one file per zone and partition.
 * Used for shard after shard; not thread-safe.
 */
final class RoutedWriter {

  /** Told what is written, for a tally. */
  interface Counter {
    void row(ZoneRow row);

    /** All rows since the last call were of this zone and partition. */
    void file(Zone zone, int partition);
  }

  private final FieldValues values;
  private final ZoneRow row;
  private final Map<Zone, ZoneWriter> writers = new EnumMap<>(Zone.class);

  /**
   * @throws IllegalArgumentException if a zone's table does not fit the contract
   */
  RoutedWriter(RunContext context, Contract contract, FieldValues values, ZoneSink sink) {
    this.values = values;
    this.row = new ZoneRow(values);
    for (Zone zone : Zone.values()) {
      writers.put(zone, new ZoneWriter(zone, context, contract, values, sink));
    }
  }

  /** Returns what rows are counted by before they are written, see {@link #write}. */
  static long fileKey(Zone zone, int partition) {
    return (long) zone.ordinal() << Integer.SIZE | partition & 0xFFFF_FFFFL;
  }

  /**
   * Writes a shard's files.
   *
   * @param rowsOfFile how many rows each file will have, by {@link #fileKey}
   * @param fileIds the id of each file that a verdict points at, by ordinal
   */
  List<WrittenFile> write(
      int shard,
      SortedEntries routed,
      Long2LongOpenHashMap rowsOfFile,
      IntFunction<String> fileIds,
      Counter counter)
      throws IOException {
    List<WrittenFile> files = new ArrayList<>();
    RoutedEntry entry = new RoutedEntry();
    Zone zone = null;
    int partition = 0;
    try {
      while (routed.next()) {
        entry.read(routed.buffer(), routed.start());
        if (zone != entry.zone() || partition != entry.partition()) {
          finish(zone, partition, files, counter);
          zone = entry.zone();
          partition = entry.partition();
          writers.get(zone).open(partition, shard, rowsOfFile.get(fileKey(zone, partition)));
        }
        fill(entry, routed, fileIds);
        writers.get(zone).write(row);
        counter.row(row);
      }
      finish(zone, partition, files, counter);
    } catch (IOException | RuntimeException | Error e) {
      if (zone != null) {
        writers.get(zone).abandon(e);
      }
      throw e;
    }
    return files;
  }

  private void fill(RoutedEntry entry, SortedEntries routed, IntFunction<String> fileIds) {
    row.record.over(routed.buffer(), entry.recordStart(), routed.end()).next();
    row.verdict = entry.verdict();
    if (row.verdict.hasRelated()) {
      row.relatedFileId = fileIds.apply(entry.relatedFile());
    }
    row.relatedOffset = entry.relatedOffset();
    row.faults = row.record.errors();
    row.origin = row.record.origin();
    values.read(row.record);
  }

  private void finish(Zone zone, int partition, List<WrittenFile> files, Counter counter)
      throws IOException {
    if (zone != null) {
      files.add(writers.get(zone).finish());
      counter.file(zone, partition);
    }
  }
}
