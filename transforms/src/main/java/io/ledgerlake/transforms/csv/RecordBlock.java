package io.ledgerlake.transforms.csv;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  public record Oversize(long length, String sha256) implements Serializable {

    private static final Pattern MESSAGE =
        Pattern.compile(
            "the record is ([0-9]{1,18}) bytes long, over the limit of [0-9]+; only its first [0-9]+"
                + " bytes are kept \\(SHA-256 of all: ([0-9a-f]{64})\\)");

    /** Returns the fault of such a record, of which so many bytes are kept. */
    String message(int kept) {
      return "the record is "
          + length
          + " bytes long, over the limit of "
          + SizeLimits.RECORD
          + "; only its first "
          + kept
          + " bytes are kept (SHA-256 of all: "
          + sha256
          + ")";
    }

    /** Returns what a fault says of a record over its size limit; nothing of any other fault. */
    public static Optional<Oversize> of(String message) {
      Matcher matcher = MESSAGE.matcher(message);
      return matcher.matches()
          ? Optional.of(new Oversize(Long.parseLong(matcher.group(1)), matcher.group(2)))
          : Optional.empty();
    }
  }
}
