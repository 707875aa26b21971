package io.ledgerlake.transforms.zone;

import io.ledgerlake.transforms.settle.SortKey;
import io.ledgerlake.transforms.settle.Verdict;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What stands in front of a packed record once it is known where it goes:
 *
 * <pre>
 * head := zone:byte partition:int32 verdict:byte [relatedFile:int32 relatedOffset:int64]
 * </pre>
 *
 * Integers are big-endian, the partition's sign bit flipped, so that zone and partition sort as
 * bytes.
 */
final class RoutedEntry {

  private static final int PARTITION = 1;
  private static final int VERDICT = PARTITION + Integer.BYTES;
  private static final int SHORT_HEAD = VERDICT + 1;
  private static final int RELATED_OFFSET = SHORT_HEAD + Integer.BYTES;
  private static final int LONG_HEAD = RELATED_OFFSET + Long.BYTES;

  private static final Zone[] ZONES = Zone.values();
  private static final Verdict[] VERDICTS = Verdict.values();

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] head = new byte[LONG_HEAD];
  private int recordStart;
  private Zone zone;
  private int partition;
  private Verdict verdict;
  private int relatedFile;
  private long relatedOffset;

  /** Returns the order of files, and within a file of addition. */
  static SortKey.Layout layout() {
    return (buffer, start, end, key) ->
        key.set(buffer[start], buffer, start + PARTITION, start + VERDICT, 0, 0);
  }

  /** Makes a head. */
  void set(Zone zone, int partition, Verdict verdict, int relatedFile, long relatedOffset) {
    this.verdict = verdict;
    head[0] = (byte) zone.ordinal();
    INT.set(head, PARTITION, partition ^ Integer.MIN_VALUE);
    head[VERDICT] = (byte) verdict.ordinal();
    INT.set(head, SHORT_HEAD, relatedFile);
    LONG.set(head, RELATED_OFFSET, relatedOffset);
  }

  byte[] head() {
    return head;
  }

  int headLength() {
    return verdict.hasRelated() ? LONG_HEAD : SHORT_HEAD;
  }

  /** Reads the head of an entry. */
  void read(byte[] buffer, int start) {
    zone = ZONES[buffer[start]];
    partition = (int) INT.get(buffer, start + PARTITION) ^ Integer.MIN_VALUE;
    verdict = VERDICTS[buffer[start + VERDICT]];
    boolean related = verdict.hasRelated();
    relatedFile = related ? (int) INT.get(buffer, start + SHORT_HEAD) : -1;
    relatedOffset = related ? (long) LONG.get(buffer, start + RELATED_OFFSET) : -1;
    recordStart = start + headLength();
  }

  Zone zone() {
    return zone;
  }

  int partition() {
    return partition;
  }

  Verdict verdict() {
    return verdict;
  }

  int relatedFile() {
    return relatedFile;
  }

  long relatedOffset() {
    return relatedOffset;
  }

  int recordStart() {
    return recordStart;
  }
}
