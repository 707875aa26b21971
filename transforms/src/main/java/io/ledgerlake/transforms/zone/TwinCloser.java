package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.record.Origin;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.settle.RecordSorter;
import io.ledgerlake.transforms.settle.SortKey;
import io.ledgerlake.transforms.settle.SortedEntries;
import io.ledgerlake.transforms.settle.Verdict;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Closes open rejected rows whose bytes a valid record of the run has: writes a new version of each
 * to condemned, which points at that record. A row is closed once, by the first claim on it in file
 * and offset; rows without a claim stay open. Not thread-safe; used for bucket after bucket.
 */
public final class TwinCloser {

  private static final byte CLAIM = 0;
  private static final byte ROW = 1;

  private final RunContext context;
  private final RoutedWriter writer;
  private final long budget;
  private final Path spillParent;

  /**
   * What was closed.
   *
   * @param files the data files
   * @param moved how many rows of each file of earlier runs went from quarantine to condemned
   */
  public record Result(List<WrittenFile> files, SortedMap<MovedFile, Long> moved) {}

  /**
   * @param context the run
   * @param contract the run's contract
   * @param sink where data files go
   * @param budget bytes that each of two sorts may hold in memory
   * @param spillParent where sorts that outgrow it may make a folder
   */
  public TwinCloser(
      RunContext context, Contract contract, ZoneSink sink, long budget, Path spillParent) {
    this.context = context;
    this.writer = new RoutedWriter(context, contract, new FieldValues(contract), sink);
    this.budget = budget;
    this.spillParent = spillParent;
  }

  /**
   * Closes the rows of a bucket.
   *
   * @param bucket its number; its files are named as those of a shard behind all shards
   * @param claims packed claims, in any order
   * @param rows packed open rows, in any order
   * @throws IOException if rows cannot be sorted on disk, or a data file cannot be written
   */
  public Result close(int bucket, Iterable<byte[]> claims, Iterable<byte[]> rows)
      throws IOException {
    try (RecordSorter byPartition = new RecordSorter(RoutedEntry.layout(), budget, spillParent)) {
      Long2LongOpenHashMap rowsOfFile = new Long2LongOpenHashMap();
      try (RecordSorter byBytes = new RecordSorter(TwinCloser::locate, budget, spillParent)) {
        collect(claims, byBytes);
        collect(rows, byBytes);
        match(byBytes.sorted(), byPartition, rowsOfFile);
      }
      SortedMap<MovedFile, Long> moved = new TreeMap<>();
      List<WrittenFile> files =
          writer.write(
              context.shards() + bucket,
              byPartition.sorted(),
              rowsOfFile,
              ordinal -> context.files().get(ordinal).fileId(),
              new Counting(moved));
      return new Result(files, moved);
    }
  }

  /** An entry begins with the length of its sort key and that key. */
  private static void locate(byte[] buffer, int start, int end, SortKey key) {
    int length = buffer[start] & 0xFF;
    key.set(0, buffer, start + 1, start + 1 + length, 0, 0);
  }

  private static void collect(Iterable<byte[]> batches, RecordSorter sorter) throws IOException {
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    for (byte[] batch : batches) {
      cursor.over(batch, 0, batch.length);
      while (cursor.next()) {
        byte[] head = head(cursor);
        sorter.add(head, head.length, batch, cursor.start(), cursor.end());
      }
    }
  }

  /** By bytes, claims before rows, claims by file and offset, rows by file id and offset. */
  private static byte[] head(PackedRecords.Cursor cursor) {
    boolean claim = cursor.kind() == PackedRecords.TWIN_CLAIM;
    byte[] file =
        claim
            ? ByteBuffer.allocate(Integer.BYTES).putInt(cursor.file()).array()
            : cursor.origin().fileId().getBytes(StandardCharsets.UTF_8);
    int length = RowHash.LENGTH + 1 + file.length + 1 + Long.BYTES;
    return ByteBuffer.allocate(1 + length)
        .put((byte) length)
        .put(cursor.buffer(), cursor.keyStart(), RowHash.LENGTH)
        .put(claim ? CLAIM : ROW)
        .put(file)
        .put((byte) 0)
        .putLong(cursor.offset())
        .array();
  }

  private void match(
      SortedEntries sorted, RecordSorter byPartition, Long2LongOpenHashMap rowsOfFile)
      throws IOException {
    RoutedEntry entry = new RoutedEntry();
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    byte[] claimed = {};
    int file = -1;
    long offset = -1;
    while (sorted.next()) {
      byte[] buffer = sorted.buffer();
      int record = sorted.start() + 1 + (buffer[sorted.start()] & 0xFF);
      cursor.over(buffer, record, sorted.end()).next();
      boolean same =
          Arrays.equals(claimed, 0, claimed.length, buffer, cursor.keyStart(), cursor.keyEnd());
      if (cursor.kind() == PackedRecords.TWIN_CLAIM) {
        if (!same) {
          claimed = Arrays.copyOfRange(buffer, cursor.keyStart(), cursor.keyEnd());
          file = cursor.file();
          offset = cursor.offset();
        }
      } else if (same) {
        int partition = Partitions.ofRejects(cursor.origin());
        entry.set(Zone.CONDEMNED, partition, Verdict.REPEAT, file, offset);
        byPartition.add(entry.head(), entry.headLength(), buffer, record, sorted.end());
        rowsOfFile.addTo(RoutedWriter.fileKey(Zone.CONDEMNED, partition), 1);
      }
    }
  }

  private static final class Counting implements RoutedWriter.Counter {
    private final SortedMap<MovedFile, Long> moved;

    Counting(SortedMap<MovedFile, Long> moved) {
      this.moved = moved;
    }

    @Override
    public void row(ZoneRow row) {
      Origin origin = row.origin;
      moved.merge(new MovedFile(origin.sourceFile(), origin.fileId()), 1L, Math::addExact);
    }

    @Override
    public void file(Zone zone, int partition) {
      // Counted per input file, wherever its rows lie.
    }
  }
}
