package io.ledgerlake.transforms.settle;

import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.record.PackedRecords;
import java.util.Arrays;

/**
 * Which open rejected records a shard's valid records close: those with the same bytes. Of several
 * valid records with the same bytes the first by file and offset claims, whatever becomes of it.
 *
 * <p>Two shards may claim the same record, because records with the same bytes but other headers
 * have other keys; whoever closes decides between them. Takes about 60 bytes per open record. Not
 * thread-safe.
 */
public final class TwinClaims {

  private static final int UNCLAIMED = -1;

  private final ContentTable open = new ContentTable();
  private final RowHash rowHash = RowHash.create();
  private final byte[] hash = new byte[RowHash.LENGTH];

  /** Forgets everything. */
  public void clear() {
    open.clear();
  }

  /** Takes a historic entry of kind {@link PackedRecords#OPEN_TWIN}, before any record. */
  public void open(PackedRecords.Cursor entry) {
    byte[] key = Arrays.copyOfRange(entry.buffer(), entry.keyStart(), entry.keyEnd());
    open.findOrAdd(key, UNCLAIMED, UNCLAIMED);
  }

  /** Returns whether there is anything to claim. */
  public boolean isOpen() {
    return open.size() > 0;
  }

  /** Takes a record; only valid ones claim. */
  public void offer(PackedRecords.Cursor record) {
    if (record.kind() != PackedRecords.VALID) {
      return;
    }
    rowHash.ofRaw(record.buffer(), record.rawStart(), record.rawEnd(), hash, 0);
    int twin = open.find(hash);
    if (twin >= 0 && isFirst(record, twin)) {
      open.set(twin, record.file(), record.offset());
    }
  }

  private boolean isFirst(PackedRecords.Cursor record, int twin) {
    int file = open.file(twin);
    return file == UNCLAIMED
        || record.file() < file
        || record.file() == file && record.offset() < open.offset(twin);
  }

  /** Appends every claim. */
  public void drainTo(PackedRecords.Writer claims) {
    for (int twin = 0; twin < open.size(); twin++) {
      if (open.file(twin) != UNCLAIMED) {
        claims.appendClaim(open.file(twin), open.offset(twin), open.hash(twin));
      }
    }
    clear();
  }
}
