package io.ledgerlake.pipeline.lake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The file ledger as it stood when it was read: which files are published, and by which runs. */
public final class PublishedFiles {

  private static final Comparator<FileEntry> AS_DECIDED =
      Comparator.comparingLong(FileEntry::seq)
          .thenComparing(FileEntry::path)
          .thenComparing(FileEntry::fileId);

  private final List<FileEntry> entries;
  private final SortedSet<String> runs = new TreeSet<>();
  private final Map<String, FileEntry> current = new LinkedHashMap<>();
  private final Map<String, FileEntry> lastByPath = new HashMap<>();
  private final Map<String, FileEntry> firstByContent = new HashMap<>();

  PublishedFiles(List<FileEntry> unordered) {
    List<FileEntry> ordered = new ArrayList<>(unordered);
    ordered.sort(AS_DECIDED);
    entries = Collections.unmodifiableList(ordered);
    for (FileEntry entry : entries) {
      runs.add(entry.runId());
      switch (entry.status()) {
        case INGESTED -> current.put(entry.fileId(), entry);
        case ROLLED_BACK -> current.remove(entry.fileId());
        case REFUSED, MOVED -> {}
      }
    }
    for (FileEntry entry : current.values()) {
      lastByPath.put(entry.path(), entry);
      firstByContent.putIfAbsent(entry.sha256(), entry);
    }
  }

  /** Returns all entries, of refused files too, in the order in which they were decided. */
  public List<FileEntry> entries() {
    return entries;
  }

  /** Returns the ids of the published runs. */
  public SortedSet<String> runs() {
    return Collections.unmodifiableSortedSet(runs);
  }

  /**
   * Returns the ingests of the files whose rows are in the lake, in the order of their decisions.
   */
  public Collection<FileEntry> current() {
    return Collections.unmodifiableCollection(current.values());
  }

  /** Returns the latest ingest of the file with this path below the raw root. */
  public Optional<FileEntry> byPath(String path) {
    return Optional.ofNullable(lastByPath.get(path));
  }

  /** Returns the ingest of the content with this file id, if its rows are in the lake. */
  public Optional<FileEntry> byFileId(String fileId) {
    return Optional.ofNullable(current.get(fileId));
  }

  /** Returns the first ingest of a file with this content, whatever its name. */
  public Optional<FileEntry> byContent(String sha256) {
    return Optional.ofNullable(firstByContent.get(sha256));
  }
}
