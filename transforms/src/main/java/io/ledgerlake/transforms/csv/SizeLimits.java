package io.ledgerlake.transforms.csv;

/** The sizes that the reader of CSV files keeps to, all in bytes. */
public final class SizeLimits {

  /** Greatest length of a record without its line end. Longer ones are rows' or file's faults. */
  public static final int RECORD = 1 << 20;

  /** Greatest length of a field, as it stands between its delimiters or quotes. */
  public static final int FIELD = 1 << 16;

  /** How much is kept of a record that is longer than {@link #RECORD}. */
  public static final int KEPT = 1 << 16;

  /** Greatest length of a block that holds more than one record. */
  public static final int BLOCK = 1 << 18;

  private SizeLimits() {}
}
