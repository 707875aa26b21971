package io.ledgerlake.pipeline.compact;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.transforms.zone.LocalFileStream;
import io.ledgerlake.transforms.zone.Zone;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * What dead runs have left behind: data files that no snapshot lists and that no decision is going
 * to add, files that were never completed, and folders of runs that were never decided and have no
 * report. Nothing that is younger than a grace time is looked at: a run may be at work on it. A
 * held run's files are never touched.
 */
public final class Leftovers {

  private static final String PLAN = "plan.json";
  private static final String START = "start-1.json";
  private static final String METRICS = "metrics.json";

  private final LakeLayout layout;
  private final LakeTables tables;
  private final Publisher publisher;
  private final Instant before;

  private Leftovers(LakeLayout layout, LakeTables tables, Publisher publisher, Instant before) {
    this.layout = layout;
    this.tables = tables;
    this.publisher = publisher;
    this.before = before;
  }

  /**
   * A file that nobody needs.
   *
   * @param location where it is
   * @param bytes its length
   */
  public record Leftover(String location, long bytes) {}

  /**
   * Returns the search of a dataset.
   *
   * @param before files that were written since are left alone
   */
  public static Leftovers of(
      LakeLayout layout, LakeTables tables, Publisher publisher, Instant before) {
    return new Leftovers(layout, tables, publisher, before);
  }

  /** Returns what is left over, by location. */
  public List<Leftover> find() throws IOException {
    Set<String> wanted = wanted();
    List<Leftover> found = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      Optional<Table> table = tables.findZone(zone);
      if (table.isPresent()) {
        Set<String> listed = listed(table.get());
        for (FileInfo file : list(layout.table(zone, tables.dataset()) + "/data")) {
          String location = plain(file.location());
          if (isOld(file) && !listed.contains(location) && !wanted.contains(location)) {
            found.add(new Leftover(location, file.size()));
          }
        }
      }
    }
    found.addAll(runFolders());
    found.sort(Comparator.comparing(Leftover::location));
    return found;
  }

  /** Deletes what {@link #find} has found. */
  public void remove(List<Leftover> leftovers) {
    FileIO io = io();
    leftovers.forEach(file -> io.deleteFile(file.location()));
  }

  private boolean isOld(FileInfo file) {
    return file.createdAtMillis() < before.toEpochMilli();
  }

  /** Returns the data files that a decision is going to add, or may. */
  private Set<String> wanted() throws IOException {
    Map<String, JournalEntry> undone = new HashMap<>();
    for (Journal.Link link : publisher.journal().entries()) {
      JournalEntry entry = link.entry();
      switch (entry.kind()) {
        case HOLD -> undone.put(entry.runId(), entry);
        case REJECT -> undone.remove(entry.runId());
        case PUBLISH, APPROVE -> {
          undone.remove(entry.runId());
          if (!publisher.isFinished(entry.runId())) {
            undone.put(entry.runId(), entry);
          }
        }
      }
    }
    Set<String> files = new HashSet<>();
    for (JournalEntry entry : undone.values()) {
      for (Manifest.DataFile file : publisher.load(entry).dataFiles()) {
        for (Zone zone : Zone.values()) {
          if (zone.folder().equals(file.zone())) {
            files.add(layout.dataFile(zone, file.path()));
          }
        }
      }
    }
    return files;
  }

  private static Set<String> listed(Table table) throws IOException {
    table.refresh();
    Map<String, ManifestFile> manifests = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      snapshot.dataManifests(table.io()).forEach(m -> manifests.put(m.path(), m));
    }
    Set<String> files = new HashSet<>();
    for (ManifestFile manifest : manifests.values()) {
      try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, table.io())) {
        reader.forEach(file -> files.add(plain(file.path().toString())));
      }
    }
    return files;
  }

  private List<Leftover> runFolders() throws IOException {
    String folder = layout.runs(tables.dataset());
    Map<String, List<FileInfo>> runs = new TreeMap<>();
    for (FileInfo file : list(folder)) {
      String path = plain(file.location()).substring(folder.length() + 1);
      int slash = path.indexOf('/');
      if (slash > 0) {
        runs.computeIfAbsent(path.substring(0, slash), run -> new ArrayList<>()).add(file);
      }
    }
    Set<String> known = new TreeSet<>();
    publisher.journal().entries().forEach(link -> known.add(link.entry().runId()));
    List<Leftover> found = new ArrayList<>();
    runs.forEach(
        (run, files) -> {
          boolean dead =
              !known.contains(run) && files.stream().allMatch(this::isOld) && isDead(files);
          files.stream()
              .filter(file -> dead || (isOld(file) && isUnfinished(file)))
              .forEach(file -> found.add(new Leftover(plain(file.location()), file.size())));
        });
    return found;
  }

  /**
   * The journal's folder has none of the three; a run that ended, whatever its verdict, has a
   * report. A rollback, release or compaction has no plan.
   */
  private static boolean isDead(List<FileInfo> files) {
    boolean begun = has(files, PLAN) || has(files, START) || has(files, Manifest.FILE);
    return begun && !has(files, METRICS);
  }

  /** Returns whether a file was never given its name: whoever wrote it was killed. */
  private static boolean isUnfinished(FileInfo file) {
    String name = file.location().substring(file.location().lastIndexOf('/') + 1);
    return name.startsWith(".") && name.endsWith(LocalFileStream.UNFINISHED);
  }

  private static boolean has(List<FileInfo> files, String name) {
    return files.stream().anyMatch(file -> file.location().endsWith("/" + name));
  }

  private Iterable<FileInfo> list(String folder) {
    if (!(io() instanceof SupportsPrefixOperations listing)) {
      throw new LakeException(
          "The catalog's file IO, " + io().getClass().getSimpleName() + ", cannot list folders",
          "Name another with --catalogProperty=io-impl=...");
    }
    List<FileInfo> files = new ArrayList<>();
    try {
      listing.listPrefix(folder + "/").forEach(files::add);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileNotFoundException) {
        return List.of();
      }
      throw e;
    }
    return files;
  }

  private FileIO io() {
    return tables.ledger().io();
  }

  /** Hadoop lists local files as URIs; tables name them by their paths. */
  private static String plain(String location) {
    return location.startsWith("file:") ? location.replaceFirst("^file:/+", "/") : location;
  }
}
