package io.ledgerlake.transforms.settle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries packed into byte arrays small enough that no garbage collector treats them as huge (G1:
 * half a region, at least 512 KiB). An entry is found again by its address; addresses ascend in the
 * order of addition. An entry that no chunk can hold gets an array of its own.
 */
final class EntryChunks {

  /** Bytes in front of each entry: its length. */
  static final int FRAME = Integer.BYTES;

  private static final int CHUNK_BITS = 18;
  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;

  /** Bytes that addresses can tell apart. */
  static final long MAX_BYTES = (1L << Integer.SIZE - 1) - CHUNK_BYTES;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final List<byte[]> chunks = new ArrayList<>();
  private byte[] current;
  private int used = CHUNK_BYTES;

  /** Adds an entry made of two slices and returns its address. */
  int add(byte[] head, int headLength, byte[] body, int from, int to) {
    int length = headLength + to - from;
    int needed = FRAME + length;
    if (needed > CHUNK_BYTES - used || current == null) {
      current = new byte[Math.max(CHUNK_BYTES, needed)];
      chunks.add(current);
      used = 0;
    }
    int at = used;
    INT.set(current, at, length);
    System.arraycopy(head, 0, current, at + FRAME, headLength);
    System.arraycopy(body, from, current, at + FRAME + headLength, to - from);
    // An outsize chunk is full at once, so no address within it exceeds the bits it has.
    used = current.length > CHUNK_BYTES ? CHUNK_BYTES : at + needed;
    return (chunks.size() - 1) << CHUNK_BITS | at;
  }

  byte[] buffer(int address) {
    return chunks.get(address >>> CHUNK_BITS);
  }

  static int start(int address) {
    return (address & CHUNK_BYTES - 1) + FRAME;
  }

  int end(int address) {
    int at = address & CHUNK_BYTES - 1;
    return at + FRAME + (int) INT.get(buffer(address), at);
  }

  void clear() {
    chunks.clear();
    current = null;
    used = CHUNK_BYTES;
  }
}
