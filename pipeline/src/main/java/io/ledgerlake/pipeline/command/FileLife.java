package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileEntry.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the ledger's entries of one path come to. A path can have several contents, at a time or one
 * after the other; each is a file of its own.
 */
final class FileLife {

  private final List<FileEntry> entries;

  /** How many rows of each content are in the tables, by file id, oldest first. */
  private final Map<String, Long> rows = new LinkedHashMap<>();

  private FileLife(List<FileEntry> entries) {
    this.entries = entries;
    // Entries are differences.
    entries.forEach(entry -> rows.merge(entry.fileId(), entry.rowsRead(), Long::sum));
  }

  /**
   * @param entries all entries of the path, latest last
   */
  static FileLife of(List<FileEntry> entries) {
    return new FileLife(List.copyOf(entries));
  }

  /** Returns the ids of the contents that are in the tables; one may have no rows. */
  Set<String> present() {
    Map<String, Status> last = new LinkedHashMap<>();
    for (FileEntry entry : entries) {
      if (entry.status() != Status.MOVED) {
        last.put(entry.fileId(), entry.status());
      }
    }
    last.values().removeIf(status -> status != Status.INGESTED);
    return last.keySet();
  }

  /**
   * Returns the entry that tells what the path is now: the last one of a content that is in the
   * tables, though another content was refused since; else the last one of all.
   */
  FileEntry latest() {
    Set<String> present = present();
    return entries.stream()
        .filter(entry -> present.isEmpty() || present.contains(entry.fileId()))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /** Returns the entry by which the latest content left that had a row of this number, if any. */
  Optional<FileEntry> leftWith(long number) {
    return entries.stream()
        .filter(entry -> entry.status() == Status.ROLLED_BACK && -entry.rowsRead() >= number)
        .reduce((earlier, later) -> later);
  }

  /** Returns the last entry by which a content left, if any. */
  Optional<FileEntry> left() {
    return leftWith(0);
  }

  /** Returns how many rows there are, in words. */
  String rows() {
    long now = rows.values().stream().mapToLong(Long::longValue).max().orElse(0);
    Optional<FileEntry> left = left();
    return now == 0 && left.isPresent()
        ? String.format(Locale.ROOT, "it had %,d rows", -left.get().rowsRead())
        : String.format(Locale.ROOT, "it has %,d rows", now);
  }
}
