package io.ledgerlake.transforms.csv;

import java.io.Serializable;
import java.util.Optional;

/**
 * A run of whole records of one file: the unit of parallel reading. A compressed file is one range.
 *
 * @param file the file's ordinal in the plan; files are numbered by path in byte order
 * @param uri where the stored bytes are
 * @param compression how they are stored
 * @param start offset in the uncompressed file of the first byte: a record's first, after BOM and
 *     header
 * @param end offset in the uncompressed file after the last byte; -1: to the end of the file
 * @param firstRow record number of the first record, from 1, the header not counted
 * @param firstLine physical line number at {@code start}, from 1
 * @param pin what the storage knows the planned bytes by, such as an object's version; null where
 *     it has no such thing. Made and understood by the storage alone
 */
public record FileRange(
    int file,
    String uri,
    Compression compression,
    long start,
    long end,
    long firstRow,
    long firstLine,
    String pin)
    implements Serializable {

  /** Returns a range of a file that the storage has no name for but its location. */
  public static FileRange of(
      int file,
      String uri,
      Compression compression,
      long start,
      long end,
      long firstRow,
      long firstLine) {
    return new FileRange(file, uri, compression, start, end, firstRow, firstLine, null);
  }

  /** Returns what the storage knows the planned bytes by, if it has such a thing. */
  public Optional<String> pinned() {
    return Optional.ofNullable(pin);
  }
}
