package io.ledgerlake.transforms.csv;

/**
 * Whole consecutive records of one file, as raw bytes. Immutable by convention: nobody writes to
 * {@code bytes} once the block has been emitted.
 *
 * <p>A block is one of three things: records; one oversize record, of which only the first bytes
 * are kept ({@link #oversize} is set); or the news that the file is to be refused ({@link #fault}
 * is set, {@code bytes} is empty).
 *
 * @param file the file's ordinal in the plan
 * @param offset offset in the uncompressed file of the first byte
 * @param firstRow record number of the first record
 * @param firstLine physical line number of the first byte
 * @param bytes the records, each with its line end but perhaps the last
 * @param oversize what is known of a record over the size limit, else null
 * @param fault why the file must be refused, else null
 */
public record RecordBlock(
    int file,
    long offset,
    long firstRow,
    long firstLine,
    byte[] bytes,
    Oversize oversize,
    FileFault fault) {

  /**
   * A record over its size limit.
   *
   * @param length its length in bytes, without the line end
   * @param sha256 lower-case hex SHA-256 of all its bytes
   */
  public record Oversize(long length, String sha256) implements java.io.Serializable {}
}
