package io.ledgerlake.pipeline.lake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The file ledger as it stood when it was read: which files are published, and by which runs. */
public final class PublishedFiles {

  private static final Comparator<FileEntry> IN_TIME =
      Comparator.comparing(FileEntry::ingestedAt)
          .thenComparing(FileEntry::runId)
          .thenComparing(FileEntry::path);

  private final List<FileEntry> entries;
  private final SortedSet<String> runs = new TreeSet<>();
  private final Map<String, FileEntry> lastByPath = new HashMap<>();
  private final Map<String, FileEntry> firstByContent = new HashMap<>();

  PublishedFiles(List<FileEntry> unordered) {
    List<FileEntry> ordered = new ArrayList<>(unordered);
    ordered.sort(IN_TIME);
    entries = Collections.unmodifiableList(ordered);
    for (FileEntry entry : entries) {
      runs.add(entry.runId());
      if (entry.status() == FileEntry.Status.INGESTED) {
        lastByPath.put(entry.path(), entry);
        firstByContent.putIfAbsent(entry.sha256(), entry);
      }
    }
  }

  /** Returns all entries, of refused files too, in the order of their runs' logical times. */
  public List<FileEntry> entries() {
    return entries;
  }

  /** Returns the ids of the published runs. */
  public SortedSet<String> runs() {
    return Collections.unmodifiableSortedSet(runs);
  }

  /** Returns the latest ingest of the file with this path below the raw root. */
  public Optional<FileEntry> byPath(String path) {
    return Optional.ofNullable(lastByPath.get(path));
  }

  /** Returns the first ingest of a file with this content, whatever its name. */
  public Optional<FileEntry> byContent(String sha256) {
    return Optional.ofNullable(firstByContent.get(sha256));
  }
}
