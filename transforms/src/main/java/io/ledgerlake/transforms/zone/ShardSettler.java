package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.settle.DuplicateRules;
import io.ledgerlake.transforms.settle.HistoricFiles;
import io.ledgerlake.transforms.settle.RecordSorter;
import io.ledgerlake.transforms.settle.SortedEntries;
import io.ledgerlake.transforms.settle.TwinClaims;
import io.ledgerlake.transforms.settle.Verdict;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Settles one shard: sorts its records, applies the {@link DuplicateRules}, and writes each zone's
 * partitions to one file each, rows by key. Takes memory for two sort budgets and one open file,
 * whatever the shard's size. Not thread-safe; used for shard after shard.
 */
public final class ShardSettler {

  /** Bytes of packed records that each of the two sorts holds in memory unless told otherwise. */
  public static final long DEFAULT_BUDGET = 96L << 20;

  private final FieldValues values;
  private final Partitions partitions;
  private final RoutedWriter writer;
  private final TallyKeeper tallies;
  private final List<RunContext.PlannedFile> planned;
  private final List<byte[]> fileIds;
  private final HistoricFiles historic;
  private final TwinClaims claims = new TwinClaims();
  private final long budget;
  private final Path spillParent;

  /**
   * What a shard became.
   *
   * @param files its data files, by zone and partition
   * @param tally its outcomes
   * @param claims packed claims on open rejected records that its valid ones close
   */
  public record Result(List<WrittenFile> files, ShardTally tally, ByteBuffer claims) {
    public Result {
      files = List.copyOf(files);
    }
  }

  /**
   * @param context the run
   * @param contract the run's contract
   * @param sink where data files go
   * @param budget bytes of packed records that each of the two sorts may hold in memory
   * @param spillParent where sorts that outgrow it may make a folder
   * @throws IllegalArgumentException if a zone's table does not fit the contract
   */
  public ShardSettler(
      RunContext context, Contract contract, ZoneSink sink, long budget, Path spillParent) {
    this.values = new FieldValues(contract);
    this.partitions = new Partitions(contract, values, context);
    this.writer = new RoutedWriter(context, contract, values, sink);
    this.tallies = new TallyKeeper(contract, values);
    this.planned = context.files();
    this.fileIds =
        planned.stream().map(file -> file.fileId().getBytes(StandardCharsets.UTF_8)).toList();
    this.historic = new HistoricFiles(planned.size());
    this.budget = budget;
    this.spillParent = spillParent;
  }

  /**
   * Settles and writes a shard that history says nothing about.
   *
   * @param shard its number
   * @param batches its packed batches in any order; walked once, not changed
   * @throws IOException if records cannot be sorted on disk, or a data file cannot be written
   */
  public Result settle(int shard, Iterable<byte[]> batches) throws IOException {
    return settle(shard, List.of(), batches);
  }

  /**
   * Settles and writes a shard.
   *
   * @param shard its number
   * @param history packed historic entries that its records may meet, in any order
   * @param batches its packed batches in any order; walked once, not changed
   * @throws IOException if records cannot be sorted on disk, or a data file cannot be written
   */
  public Result settle(int shard, Iterable<byte[]> history, Iterable<byte[]> batches)
      throws IOException {
    historic.clear();
    claims.clear();
    try (RecordSorter byPartition = new RecordSorter(RoutedEntry.layout(), budget, spillParent)) {
      Long2LongOpenHashMap rowsOfFile = new Long2LongOpenHashMap();
      try (RecordSorter byKey =
          new RecordSorter(DuplicateRules.layout(fileIds), budget, spillParent)) {
        collect(history, byKey);
        collect(batches, byKey);
        route(byKey.sorted(), byPartition, rowsOfFile);
      }
      return write(shard, byPartition.sorted(), rowsOfFile);
    }
  }

  private void collect(Iterable<byte[]> batches, RecordSorter byKey) throws IOException {
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    for (byte[] batch : batches) {
      cursor.over(batch, 0, batch.length);
      while (cursor.next()) {
        if (cursor.kind() == PackedRecords.OPEN_TWIN) {
          claims.open(cursor);
          continue;
        }
        if (claims.isOpen()) {
          claims.offer(cursor);
        }
        byKey.add(batch, cursor.start(), cursor.end());
      }
    }
  }

  private void route(
      SortedEntries sorted, RecordSorter byPartition, Long2LongOpenHashMap rowsOfFile)
      throws IOException {
    RoutedEntry entry = new RoutedEntry();
    DuplicateRules rules =
        new DuplicateRules(
            fileIds,
            historic,
            (record, found, relatedFile, relatedOffset) -> {
              Verdict verdict = afterAttempts(record, found);
              Zone zone = zoneOf(verdict);
              int partition = partitionOf(zone, record);
              entry.set(zone, partition, verdict, relatedFile, relatedOffset);
              byPartition.add(
                  entry.head(), entry.headLength(), record.buffer(), record.start(), record.end());
              rowsOfFile.addTo(RoutedWriter.fileKey(zone, partition), 1);
            });
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    while (sorted.next()) {
      cursor.over(sorted.buffer(), sorted.start(), sorted.end()).next();
      rules.accept(cursor);
    }
    rules.finish();
  }

  private Verdict afterAttempts(PackedRecords.Cursor record, Verdict verdict) {
    RunContext.Earlier earlier = planned.get(record.file()).earlier();
    return verdict == Verdict.REJECTED && earlier != null && earlier.last()
        ? Verdict.EXHAUSTED
        : verdict;
  }

  private static Zone zoneOf(Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> Zone.PROCESSED;
      case REJECTED, CONFLICT -> Zone.QUARANTINE;
      case REPEAT, EXHAUSTED -> Zone.CONDEMNED;
    };
  }

  private int partitionOf(Zone zone, PackedRecords.Cursor record) {
    if (zone == Zone.PROCESSED) {
      values.read(record);
    }
    return partitions.of(zone, values, record.file());
  }

  private Result write(int shard, SortedEntries routed, Long2LongOpenHashMap rowsOfFile)
      throws IOException {
    ShardTally tally = new ShardTally();
    List<WrittenFile> files =
        writer.write(shard, routed, rowsOfFile, this::fileId, new Counting(tally));
    PackedRecords.Writer closes = new PackedRecords.Writer(64);
    claims.drainTo(closes);
    return new Result(files, tally, ByteBuffer.wrap(closes.drain()));
  }

  private String fileId(int ordinal) {
    return historic.has(ordinal) ? historic.fileId(ordinal) : planned.get(ordinal).fileId();
  }

  private final class Counting implements RoutedWriter.Counter {
    private final ShardTally tally;

    Counting(ShardTally tally) {
      this.tally = tally;
    }

    @Override
    public void row(ZoneRow row) {
      tallies.count(row);
    }

    @Override
    public void file(Zone zone, int partition) {
      tallies.drainTo(tally, zone, partition);
    }
  }
}
