package io.ledgerlake.pipeline.lake;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/** Turns what an operating system says about a disk into what a person can act on. */
public final class StorageFault {

  /** How Linux, macOS, Windows and Hadoop word a full disk or an exhausted quota. */
  private static final List<String> FULL =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "There is not enough space on the disk",
          "quota is exceeded");

  private StorageFault() {}

  /**
   * Returns whether an exception, or one that it was caused by, says that a disk is full. Failures
   * of workers arrive wrapped several times over, so the whole chain is looked at.
   */
  public static boolean isDiskFull(Throwable thrown) {
    Throwable at = thrown;
    for (int depth = 0; at != null && depth < 64; depth++) {
      String message = String.valueOf(at.getMessage());
      if (FULL.stream().anyMatch(message::contains)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  /**
   * Returns what to tell about a full disk.
   *
   * @param what what could not be done, and to which file
   */
  public static LakeException diskFull(String what, Throwable cause) {
    return new LakeException(
        "The disk is full: " + what,
        "Free some space and run again; a run is published as a whole or not at all",
        cause);
  }

  /** Returns the exception to throw for a failed write: a full disk is told as such. */
  static IOException of(IOException e, String where) {
    if (isDiskFull(e)) {
      throw diskFull(where + " could not be written", e);
    }
    return e;
  }

  /** Returns what to tell about a folder that cannot be written to. */
  static LakeException notWritable(String folder, Exception e) {
    if (isDiskFull(e)) {
      return diskFull(folder + " could not be written", e);
    }
    return new LakeException(
        "The lake's folder " + folder + " is not writable: " + reason(e),
        "Give the user that runs LedgerLake the right to write there, or choose another --lake",
        e);
  }

  private static String reason(Exception e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied at " + denied.getFile();
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is a file, not a folder";
    }
    if (e instanceof NotDirectoryException || e instanceof NoSuchFileException) {
      return "it cannot be created (" + e.getMessage() + ")";
    }
    if (e instanceof FileSystemException fault && fault.getReason() != null) {
      return fault.getReason() + " at " + fault.getFile();
    }
    return String.valueOf(e.getMessage());
  }
}
