package io.ledgerlake.transforms.record;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Packs rows made up by tests of other packages. */
public final class Rows {
  private Rows() {}

  /** Appends a valid row whose raw bytes and key are the same text. */
  public static void append(PackedRecords.Writer writer, int file, int row, String key) {
    byte[] raw = key.getBytes(UTF_8);
    writer.append(file, row, row, row * 10L, raw, 0, raw.length, StubRow.valid(key, key));
  }
}
