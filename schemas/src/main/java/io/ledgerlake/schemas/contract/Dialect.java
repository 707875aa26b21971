package io.ledgerlake.schemas.contract;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;

/**
 * How a dataset's files are written.
 *
 * @param delimiter the byte between fields
 * @param quote the byte around quoted fields
 * @param encoding the files' encoding; always one whose bytes below 0x80 are ASCII
 * @param columns the columns of files without a header, in order; empty: the first record is a
 *     header
 * @param columnMode what a header may differ in
 */
public record Dialect(
    byte delimiter, byte quote, Charset encoding, List<String> columns, ColumnMode columnMode)
    implements Serializable {

  public Dialect {
    columns = List.copyOf(columns);
  }

  /** Returns whether the first record of a file is its header. */
  public boolean hasHeader() {
    return columns.isEmpty();
  }

  /** A {@link Charset} is not serializable; its name is. */
  private Object writeReplace() {
    return new Written(delimiter, quote, encoding.name(), columns, columnMode);
  }

  private record Written(
      byte delimiter, byte quote, String encoding, List<String> columns, ColumnMode columnMode)
      implements Serializable {
    private Object readResolve() {
      return new Dialect(delimiter, quote, Charset.forName(encoding), columns, columnMode);
    }
  }

  /** What a header may differ in from the contract. */
  public enum ColumnMode {
    /** Same columns, same order. */
    STRICT,
    /** Same columns, any order. */
    REORDER,
    /** Unknown extra columns are kept in the {@code _rescued} map. */
    RESCUE
  }
}
