package io.ledgerlake.transforms.csv;

import java.util.List;

/**
 * What one pass over a file's stored bytes has shown.
 *
 * @param size the stored bytes
 * @param sha256 lower-case hex SHA-256 of all stored bytes
 * @param compression how the bytes are stored
 * @param header the columns' names, in file order; empty when a fault has hidden them
 * @param records the records, the header not counted; -1 when the file is compressed or refused
 * @param lines the physical lines, the header's and blank ones included; -1 likewise
 * @param blankLines the lines without a byte after the header; -1 likewise
 * @param ranges the whole body in pieces that begin and end between records; empty when there is no
 *     body or the file is refused
 * @param fault why the file must be refused, else null
 */
public record FileStructure(
    long size,
    String sha256,
    Compression compression,
    List<String> header,
    long records,
    long lines,
    long blankLines,
    List<Range> ranges,
    FileFault fault) {

  public FileStructure {
    header = List.copyOf(header);
    ranges = List.copyOf(ranges);
  }

  /** Returns the ranges of the file of this ordinal, stored at {@code uri}. */
  public List<FileRange> fileRanges(int file, String uri) {
    return ranges.stream()
        .map(
            range ->
                FileRange.of(
                    file,
                    uri,
                    compression,
                    range.start,
                    range.end,
                    range.firstRow,
                    range.firstLine))
        .toList();
  }

  /**
   * Whole records that lie together.
   *
   * @param start offset in the uncompressed file of the first byte
   * @param end offset after the last byte; -1: to the end of the file
   * @param firstRow number of the first record
   * @param firstLine number of the line at {@code start}
   */
  public record Range(long start, long end, long firstRow, long firstLine) {}
}
