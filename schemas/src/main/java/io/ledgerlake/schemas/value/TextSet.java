package io.ledgerlake.schemas.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collection;

/** A fixed set of texts that is asked with slices of UTF-8 bytes. Immutable. */
public final class TextSet {

  private final byte[][] slots;
  private final int mask;

  private TextSet(Collection<String> texts) {
    int capacity = Integer.highestOneBit(Math.max(4, 4 * texts.size()));
    slots = new byte[capacity][];
    mask = capacity - 1;
    for (String text : texts) {
      byte[] utf8 = text.getBytes(UTF_8);
      int i = hash(utf8, 0, utf8.length) & mask;
      while (slots[i] != null && !Arrays.equals(slots[i], utf8)) {
        i = i + 1 & mask;
      }
      slots[i] = utf8;
    }
  }

  /** Returns a set of the given texts. */
  public static TextSet of(Collection<String> texts) {
    return new TextSet(texts);
  }

  /** Returns whether {@code utf8[start, end)} is one of the texts. */
  public boolean contains(byte[] utf8, int start, int end) {
    int i = hash(utf8, start, end) & mask;
    while (slots[i] != null) {
      if (Arrays.equals(slots[i], 0, slots[i].length, utf8, start, end)) {
        return true;
      }
      i = i + 1 & mask;
    }
    return false;
  }

  private static int hash(byte[] utf8, int start, int end) {
    int hash = 1;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + utf8[i];
    }
    return hash ^ hash >>> 15;
  }
}
