package io.ledgerlake.transforms.zone;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A file of an earlier run, some of whose rows a run moves to another zone.
 *
 * @param path its path below the raw root
 * @param fileId its id
 */
public record MovedFile(String path, String fileId) implements Comparable<MovedFile>, Serializable {

  private static final Comparator<MovedFile> ORDER =
      Comparator.comparing(MovedFile::path).thenComparing(MovedFile::fileId);

  @Override
  public int compareTo(MovedFile other) {
    return ORDER.compare(this, other);
  }
}
