package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.lake.RowQuery;
import io.ledgerlake.pipeline.options.RejectsOptions;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.ManifestFiles;
import io.ledgerlake.pipeline.report.RunSummary;
import io.ledgerlake.transforms.history.VersionSet;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A file that a run has read and not published: the run is held, or a gate has stopped it. */
final class UnpublishedFile {

  private final OpenLake lake;
  private final Manifest manifest;
  private final Manifest.Input file;

  private UnpublishedFile(OpenLake lake, Manifest manifest, Manifest.Input file) {
    this.lake = lake;
    this.manifest = manifest;
    this.file = file;
  }

  /**
   * Returns the file that the options name, unless it is published and no other run is named.
   *
   * @throws UserError if the run that they name did not read it
   */
  static Optional<UnpublishedFile> find(OpenLake lake, RejectsOptions options) throws IOException {
    PublishedFiles published = FileLedger.of(lake.tables()).published();
    String run = options.getRun();
    if (run != null && !published.runs().contains(run)) {
      RunFolders.of(lake).run(run);
      return Optional.of(
          find(lake, run, options.getFile())
              .orElseThrow(
                  () ->
                      new UserError(
                          "Run " + run + " keeps no rows of a file \"" + options.getFile() + "\".",
                          "./ledgerlake show " + run + " lists the files that it read.")));
    }
    if (run != null || knows(published, options.getFile())) {
      return Optional.empty();
    }
    return latest(lake, options.getFile());
  }

  private static boolean knows(PublishedFiles published, String name) {
    return published.entries().stream().map(FileEntry::path).anyMatch(path -> names(name, path));
  }

  private static boolean names(String name, String path) {
    return path.equals(name) || path.endsWith("/" + name);
  }

  private static Optional<UnpublishedFile> latest(OpenLake lake, String name) throws IOException {
    List<RunSummary> runs = RunFolders.of(lake).finished();
    for (int i = runs.size() - 1; i >= 0; i--) {
      RunSummary run = runs.get(i);
      if (run.files().stream().anyMatch(file -> names(name, file.path()))) {
        Optional<UnpublishedFile> found = find(lake, run.runId(), name);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<UnpublishedFile> find(OpenLake lake, String run, String name)
      throws IOException {
    Optional<Manifest> last =
        ManifestFiles.of(lake.layout(), lake.storage(), lake.dataset(), run).last();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Manifest manifest = last.get();
    Map<String, Manifest.Input> found = new TreeMap<>();
    manifest.inputs().stream()
        .filter(file -> names(name, file.path()))
        .forEach(file -> found.put(file.path(), file));
    if (found.size() > 1 && !found.containsKey(name)) {
      throw new UserError(
          "\"" + name + "\" can be " + String.join(", ", found.keySet()) + ".",
          "Give as much of the path as tells them apart.");
    }
    return found.values().stream()
        .filter(file -> found.size() == 1 || file.path().equals(name))
        .findFirst()
        .map(file -> new UnpublishedFile(lake, manifest, file));
  }

  /**
   * Returns the file's rejected rows.
   *
   * @param limit how many to keep, the first ones; 0: all
   */
  RejectedRows rejected(int limit) {
    Map<Zone, List<String>> files = new EnumMap<>(Zone.class);
    for (Zone zone : Zone.values()) {
      for (Manifest.DataFile data : manifest.dataFiles()) {
        if (data.zone().equals(zone.folder())) {
          files
              .computeIfAbsent(zone, z -> new ArrayList<>())
              .add(lake.layout().dataFile(zone, data.path()));
        }
      }
    }
    RowQuery query = RowQuery.ofFiles(lake.tables(), files);
    return RejectedRows.of(query, file.path(), Set.of(file.fileId()), limit, new VersionSet());
  }
}
