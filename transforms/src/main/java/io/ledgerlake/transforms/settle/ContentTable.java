package io.ledgerlake.transforms.settle;

import io.ledgerlake.schemas.record.RowHash;
import it.unimi.dsi.fastutil.HashCommon;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The distinct contents that one key has come with, and which record brought each first. Takes
 * about 60 bytes per content, so that even a key with millions of them fits.
 */
final class ContentTable {

  private static final int LONGS = RowHash.LENGTH / Long.BYTES;
  private static final int INITIAL = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private long[] hashes = new long[LONGS * INITIAL];
  private int[] files = new int[INITIAL];
  private long[] offsets = new long[INITIAL];
  private int[] slots = new int[2 * INITIAL];
  private int size;

  void clear() {
    if (size == 0) {
      return;
    }
    size = 0;
    if (slots.length > 1 << 12) {
      hashes = new long[LONGS * INITIAL];
      files = new int[INITIAL];
      offsets = new long[INITIAL];
      slots = new int[2 * INITIAL];
    } else {
      Arrays.fill(slots, 0);
    }
  }

  int file(int content) {
    return files[content];
  }

  long offset(int content) {
    return offsets[content];
  }

  int size() {
    return size;
  }

  /** Returns the content with a hash, or -1 if there is none. */
  int find(byte[] hash) {
    return slots[slotOf(hash)] - 1;
  }

  /** Makes another record the one that brought a content. */
  void set(int content, int file, long offset) {
    files[content] = file;
    offsets[content] = offset;
  }

  /** Returns a content's hash. */
  byte[] hash(int content) {
    byte[] hash = new byte[RowHash.LENGTH];
    for (int i = 0; i < LONGS; i++) {
      LONG.set(hash, i * Long.BYTES, hashes[LONGS * content + i]);
    }
    return hash;
  }

  /** Returns the content with a hash, or -1 after adding it with the record that brought it. */
  int findOrAdd(byte[] hash, int file, long offset) {
    int slot = slotOf(hash);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (size == files.length) {
      grow();
      slot = slotOf(hash);
    }
    for (int i = 0; i < LONGS; i++) {
      hashes[LONGS * size + i] = (long) LONG.get(hash, i * Long.BYTES);
    }
    files[size] = file;
    offsets[size] = offset;
    slots[slot] = ++size;
    return -1;
  }

  private int slotOf(byte[] hash) {
    int slot = home((long) LONG.get(hash, 0));
    while (slots[slot] != 0 && !equal(slots[slot] - 1, hash)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private int home(long bits) {
    return (int) HashCommon.mix(bits) & slots.length - 1;
  }

  private boolean equal(int content, byte[] hash) {
    for (int i = 0; i < LONGS; i++) {
      if (hashes[LONGS * content + i] != (long) LONG.get(hash, i * Long.BYTES)) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    int capacity = Math.multiplyExact(2, files.length);
    hashes = Arrays.copyOf(hashes, Math.multiplyExact(LONGS, capacity));
    files = Arrays.copyOf(files, capacity);
    offsets = Arrays.copyOf(offsets, capacity);
    slots = new int[Math.multiplyExact(2, capacity)];
    for (int content = 0; content < size; content++) {
      int slot = home(hashes[LONGS * content]);
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = content + 1;
    }
  }
}
