package io.ledgerlake.transforms.settle;

import java.io.Closeable;
import java.io.IOException;

/** Entries in order, one {@link #next} at a time. Each is valid until the next call. */
public interface SortedEntries extends Closeable {

  /**
   * Moves to the next entry; returns false when there is none.
   *
   * @throws IOException if spilled entries cannot be read back
   */
  boolean next() throws IOException;

  /** Returns the array that holds the entry. */
  byte[] buffer();

  /** Returns the index of the entry's first byte. */
  int start();

  /** Returns the index after the entry's last byte. */
  int end();
}
