package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.options.InputOptions;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.pipeline.s3.S3;
import io.ledgerlake.pipeline.s3.S3Location;
import io.ledgerlake.schemas.contract.NearestName;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.catalog.Catalog;

/** The lake that the options name, opened for looking at. */
final class OpenLake implements Closeable {

  private final LakeOptions options;
  private final LakeLayout layout;
  private final LakeStorage storage;
  private Catalog catalog;

  private OpenLake(LakeOptions options) {
    this.options = options;
    this.layout = LakeLayout.of(options.getLake());
    if (layout.onS3() || readsS3(options)) {
      S3.prepare(options);
    } else {
      S3.leaveOut(options);
    }
    this.storage = LakeStorage.of(options.getLake(), options);
  }

  private static boolean readsS3(LakeOptions options) {
    return options instanceof InputOptions input
        && input.getInput() != null
        && input.getInput().stream().anyMatch(S3Location::isS3);
  }

  /**
   * Opens a lake.
   *
   * @throws UserError if there is none at a local path: a look must not make one
   */
  static OpenLake of(LakeOptions options) {
    OpenLake lake = new OpenLake(options);
    lake.requireRuns(options.getDataset());
    return lake;
  }

  /**
   * Checks that a dataset has been ingested.
   *
   * @throws UserError if a local lake has no run of it
   */
  void requireRuns(String dataset) {
    if (!layout.onS3() && !Files.isDirectory(Path.of(layout.runs(dataset)))) {
      throw new UserError(
          "There is no run of " + dataset + " in the lake " + options.getLake() + ".",
          "Run ./ledgerlake ingest first, or name another --lake or --dataset.");
    }
  }

  /** Opens a lake that need not exist yet. */
  static OpenLake toWrite(LakeOptions options) {
    return new OpenLake(options);
  }

  LakeOptions options() {
    return options;
  }

  LakeLayout layout() {
    return layout;
  }

  LakeStorage storage() {
    return storage;
  }

  String dataset() {
    return options.getDataset();
  }

  LakeTables tables() {
    return tables(options.getDataset());
  }

  LakeTables tables(String dataset) {
    if (catalog == null) {
      catalog = openCatalog();
    }
    return LakeTables.of(catalog, layout, dataset);
  }

  private Catalog openCatalog() {
    Map<String, String> properties = new TreeMap<>();
    if (layout.onS3()) {
      properties.putAll(S3.catalogProperties(options));
    }
    if (options.getCatalogProperty() != null) {
      for (String property : options.getCatalogProperty()) {
        int equals = property.indexOf('=');
        properties.put(property.substring(0, equals), property.substring(equals + 1));
      }
    }
    return Catalogs.open(layout, options.getCatalog(), properties);
  }

  /**
   * Returns the ledger's entries of the one file that a text names, latest last.
   *
   * @param name the file's path below the raw root, or the end of it from a slash on
   * @throws UserError if no file or more than one is meant
   */
  static List<FileEntry> entries(LakeTables tables, String name) {
    List<FileEntry> all = FileLedger.of(tables).published().entries();
    TreeSet<String> paths = new TreeSet<>();
    for (FileEntry entry : all) {
      if (entry.path().equals(name) || entry.path().endsWith("/" + name)) {
        paths.add(entry.path());
      }
    }
    if (paths.isEmpty()) {
      throw unknown(all, name);
    }
    if (paths.size() > 1 && !paths.contains(name)) {
      throw new UserError(
          "\"" + name + "\" can be " + paths.size() + " files: " + String.join(", ", paths) + ".",
          "Give as much of the path as tells them apart.");
    }
    String path = paths.contains(name) ? name : paths.first();
    return all.stream().filter(e -> e.path().equals(path)).toList();
  }

  private static UserError unknown(List<FileEntry> all, String name) {
    TreeSet<String> names = new TreeSet<>();
    all.forEach(e -> names.add(e.path().substring(e.path().lastIndexOf('/') + 1)));
    return new UserError(
        "No published run has read a file \"" + name + "\".",
        NearestName.of(name.substring(name.lastIndexOf('/') + 1), names)
                .map(n -> "Did you mean " + n + "? ")
                .orElse("")
            + "./ledgerlake show lists the files of the latest run.");
  }

  /** Closes the catalog, with its connections, and the storage; no table is read after it. */
  @Override
  public void close() {
    try (storage) {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The catalog could not be closed: " + e.getMessage(), e);
    }
  }
}
