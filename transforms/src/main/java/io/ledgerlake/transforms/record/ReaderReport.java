package io.ledgerlake.transforms.record;

import io.ledgerlake.transforms.csv.FileFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * What the readers of a file saw, in whole or in part. It crosses the shuffle beside the records.
 *
 * @param tally rows, blank lines and money
 * @param fault why the file must be refused, or null
 */
public record ReaderReport(FileTally tally, FileFault fault) implements Serializable {

  /** Returns the two parts of one file's report as one; the fault at the lowest offset wins. */
  public ReaderReport plus(ReaderReport other) {
    FileTally sum = new FileTally(tally.file());
    sum.add(tally);
    sum.add(other.tally);
    return new ReaderReport(sum, first(fault, other.fault));
  }

  private static FileFault first(FileFault one, FileFault two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    return one.offset() <= two.offset() ? one : two;
  }

  /** Returns the report as bytes for the shuffle. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(this);
    } catch (IOException e) {
      throw new UncheckedIOException("a reader's report cannot be written", e);
    }
    return bytes.toByteArray();
  }

  /** Returns the report that {@link #toBytes} wrote. */
  public static ReaderReport of(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (ReaderReport) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("a reader's report cannot be read", e);
    }
  }
}
