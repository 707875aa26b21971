package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.settle.HistoricContents;
import io.ledgerlake.transforms.settle.HistoricRecord;
import io.ledgerlake.transforms.zone.ZoneColumns;
import it.unimi.dsi.fastutil.ints.IntList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Searches quarantine for open rows: conflicts over keys that are asked for, and rejected rows with
 * the bytes of a record of the run. Of a file's conflicts over one key, however many, a handful is
 * found: those that can decide anything.
 */
final class QuarantineScan {

  private static final byte[] NOTHING = {};

  private final Contract contract;
  private final VersionSet superseded;
  private final Set<String> leaving;
  private final Found found;
  private final Map<ByteBuffer, Conflicts> conflicts = new LinkedHashMap<>();

  /** The conflicts over a key that a shard asks for. */
  private record Conflicts(int shard, HistoricContents contents) {}

  QuarantineScan(Contract contract, VersionSet superseded, Set<String> leaving, Found found) {
    this.contract = contract;
    this.superseded = superseded;
    this.leaving = leaving;
    this.found = found;
  }

  void scan(StoredFile file, ShardSummaries asked) throws IOException {
    KeyColumns keys = new KeyColumns(contract, file);
    StoredRow row = new StoredRow(contract, file);
    file.use(file.columns());
    conflicts.clear();
    for (int rowGroup = 0; rowGroup < file.rowGroups().size(); rowGroup++) {
      List<Candidate> candidates = candidates(file, rowGroup, keys, asked);
      if (!candidates.isEmpty()) {
        emit(file, rowGroup, candidates, row);
      }
    }
    conflicts.forEach(this::emitConflicts);
  }

  private void emitConflicts(ByteBuffer key, Conflicts of) {
    for (HistoricRecord record : of.contents().records()) {
      found.entry(
          of.shard(),
          PackedRecords.OPEN_CONFLICT,
          record.fileId(),
          record.offset(),
          record.hash(),
          key.array(),
          key.array().length);
    }
  }

  /** A row that may be asked for: by its key, by a rejected record, by valid ones. */
  private record Candidate(
      long row, int shardOfKey, byte[] key, byte[] rowHash, int shardOfRejected, IntList twins) {}

  private static List<Candidate> candidates(
      StoredFile file, int rowGroup, KeyColumns keys, ShardSummaries asked) throws IOException {
    List<Type> types = new ArrayList<>(keys.columns());
    types.add(file.columns(List.of(ZoneColumns.ROW_HASH)).getType(0));
    MessageType columns = new MessageType("keys", types);
    long count = file.rowGroups().get(rowGroup).getRowCount();
    ColumnReader[] readers =
        file.readers(file.read(rowGroup, columns, RowRanges.createSingle(count)), columns);
    ColumnReader hashes = readers[keys.count()];
    List<Candidate> candidates = new ArrayList<>();
    byte[] rowHash = new byte[RowHash.LENGTH];
    for (long row = 0; row < count; row++) {
      int shardOfKey =
          keys.read(readers) ? asked.shardOfKey(keys.array(), keys.length()) : ShardSummaries.NONE;
      hashes.getBinary().toByteBuffer().get(rowHash);
      hashes.consume();
      int shardOfRejected = asked.shardOfRejected(rowHash);
      IntList twins = asked.shardsOfValidRaw(rowHash);
      if (shardOfKey != ShardSummaries.NONE
          || shardOfRejected != ShardSummaries.NONE
          || !twins.isEmpty()) {
        byte[] key = Arrays.copyOf(keys.array(), keys.length());
        candidates.add(
            new Candidate(row, shardOfKey, key, rowHash.clone(), shardOfRejected, twins));
      }
    }
    return candidates;
  }

  private void emit(StoredFile file, int rowGroup, List<Candidate> candidates, StoredRow stored)
      throws IOException {
    MessageType columns = file.columns();
    long[] rows = candidates.stream().mapToLong(Candidate::row).toArray();
    RowRanges pages = file.pagesOf(rowGroup, file.column(ZoneColumns.ROW_HASH), rows);
    PageReadStore store = file.read(rowGroup, columns, pages);
    RecordReader<Group> reader = file.rows(store, columns);
    var numbers = ProcessedScan.numbers(store);
    for (Candidate candidate : candidates) {
      Group group = reader.read();
      while (numbers.nextLong() != candidate.row()) {
        group = reader.read();
      }
      stored.load(group);
      emit(candidate, stored);
    }
  }

  private void emit(Candidate candidate, StoredRow row) {
    if (superseded.contains(row.fileId(), row.offset(), row.runId())
        || leaving.contains(row.fileId())) {
      return;
    }
    byte[] fileId = row.fileId().getBytes(StandardCharsets.UTF_8);
    ReasonCode reason = row.errors().get(0).code();
    if (reason == ReasonCode.CONFLICTING_TRANSACTION) {
      if (candidate.shardOfKey() != ShardSummaries.NONE) {
        conflicts
            .computeIfAbsent(
                ByteBuffer.wrap(candidate.key()),
                key -> new Conflicts(candidate.shardOfKey(), HistoricContents.bounded()))
            .contents()
            .add(new HistoricRecord(fileId, row.offset(), candidate.rowHash()));
      }
    } else {
      emitRejected(candidate, row, fileId);
      // What is reopened is closed by none: a replay is to judge it.
      if (reason != ReasonCode.REOPENED) {
        emitTwins(candidate, row);
      }
    }
  }

  private void emitRejected(Candidate candidate, StoredRow row, byte[] fileId) {
    byte[] key = candidate.rowHash();
    if (candidate.shardOfRejected() != ShardSummaries.NONE) {
      found.entry(
          candidate.shardOfRejected(),
          PackedRecords.OPEN_REJECTED,
          fileId,
          row.offset(),
          NOTHING,
          key,
          key.length);
    }
  }

  private void emitTwins(Candidate candidate, StoredRow row) {
    byte[] key = candidate.rowHash();
    for (int shard : candidate.twins()) {
      found.entry(shard, PackedRecords.OPEN_TWIN, NOTHING, 0, NOTHING, key, key.length);
    }
    if (!candidate.twins().isEmpty()) {
      found.openRow(row.packed(candidate.rowHash()));
    }
  }
}
