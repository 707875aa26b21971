package io.ledgerlake.pipeline.lake;

import io.ledgerlake.transforms.zone.Zone;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where everything of a lake lies, as {@code docs/architecture.md} draws it. Made of the {@code
 * --lake} option; touches no storage.
 *
 * <p>All locations are absolute paths for a local lake and {@code s3://} URIs otherwise, without a
 * slash at the end.
 */
public final class LakeLayout {

  /** The namespace of the file ledgers' tables. */
  static final String LEDGER = "ledger";

  private static final String RAW = "raw";

  /** The namespace of the aggregates' tables. */
  static final String AGGREGATES = "aggregates";

  private static final String RUNS = "runs";

  /** Folder of the journal among a dataset's runs; no run may have this name. */
  private static final String CHAIN = "chain";

  private static final String PLACEHOLDER = "{zone}";

  /**
   * What may stand between two slashes: nothing that a shell, a glob or a URI reads its own way.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:.*");

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]+");

  /** The root of a zone, with {@link #PLACEHOLDER} where the zone's name belongs. */
  private final String template;

  private LakeLayout(String template) {
    this.template = template;
  }

  /**
   * Returns the layout of a lake.
   *
   * @param lake a local folder, a {@code file:} URI or {@code s3://bucket/prefix}; where {@code
   *     {zone}} stands in it, the zone's name takes its place, otherwise each zone is a folder in
   *     it
   * @throws LakeException if it is none of these
   */
  public static LakeLayout of(String lake) {
    if (lake == null || lake.isBlank()) {
      throw refused("", "is empty");
    }
    String root = lake.startsWith("s3://") ? s3Root(lake) : localRoot(lake);
    return new LakeLayout(root.contains(PLACEHOLDER) ? root : root + "/" + PLACEHOLDER);
  }

  private static String s3Root(String lake) {
    String rest = withoutLastSlashes(lake.substring("s3://".length()));
    String bucket = rest.split("/", 2)[0];
    if (!BUCKET.matcher(bucket.replace(PLACEHOLDER, "zone")).matches()) {
      throw refused(lake, "names no S3 bucket");
    }
    if (rest.replace(PLACEHOLDER, "").matches(".*[{}*?\\[\\]].*")) {
      throw refused(lake, "holds a brace, bracket or wildcard; the only placeholder is {zone}");
    }
    return "s3://" + rest;
  }

  private static String localRoot(String lake) {
    try {
      Path path = lake.startsWith("file:") ? pathOfUri(lake) : pathOfText(lake);
      return withoutLastSlashes(path.toAbsolutePath().normalize().toString());
    } catch (IllegalArgumentException e) {
      throw refused(lake, "is no local path (" + e.getMessage() + ")");
    }
  }

  private static Path pathOfUri(String lake) {
    return Path.of(URI.create(lake.replace("{", "%7B").replace("}", "%7D")));
  }

  private static Path pathOfText(String lake) {
    if (SCHEME.matcher(lake).matches()) {
      throw refused(lake, "has a scheme that LedgerLake does not know");
    }
    return Path.of(lake);
  }

  private static LakeException refused(String lake, String why) {
    return LakeException.badInput(
        "--lake=" + lake + " " + why,
        "Give a local folder or s3://bucket/prefix, with {zone} in it for a place per zone");
  }

  private static String withoutLastSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** Returns whether the lake is on S3. */
  public boolean onS3() {
    return template.startsWith("s3://");
  }

  /**
   * Returns the folder that holds all zones, or nothing when each zone has a place of its own. The
   * warehouse of a path-based catalog.
   */
  public Optional<String> root() {
    String end = "/" + PLACEHOLDER;
    return template.endsWith(end)
            && template.indexOf(PLACEHOLDER) == template.lastIndexOf(PLACEHOLDER)
        ? Optional.of(template.substring(0, template.length() - end.length()))
        : Optional.empty();
  }

  /** Returns the folder below which a dataset's input files lie. */
  public String rawRoot(String dataset) {
    return area(RAW, dataset);
  }

  /** Returns the folder below which a zone's {@code <dataset>/data} lies. */
  public String zoneRoot(Zone zone) {
    return place(zone.folder());
  }

  /** Returns {@link #zoneRoot} of every zone, by zone folder name. */
  public Map<String, String> zoneRoots() {
    Map<String, String> roots = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      roots.put(zone.folder(), zoneRoot(zone));
    }
    return roots;
  }

  /** Returns the location of a dataset's table in a zone. */
  public String table(Zone zone, String dataset) {
    return area(zone.folder(), dataset);
  }

  /** Returns the location of a dataset's file ledger. */
  public String ledger(String dataset) {
    return area(LEDGER, dataset);
  }

  /** Returns the location of one of a dataset's aggregates. */
  public String aggregate(String dataset, String table) {
    return area(AGGREGATES, dataset) + "/" + name("aggregate", table);
  }

  /**
   * Returns where a data file lies that a manifest names.
   *
   * @param path its path below the zone's root
   * @throws LakeException if the path leads out of the zone
   */
  public String dataFile(Zone zone, String path) {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new LakeException(
            "The data file path " + path + " leads out of the zone " + zone.folder(),
            "The manifest that names it has been tampered with; run verify");
      }
    }
    return zoneRoot(zone) + "/" + path;
  }

  /** Returns the folder that holds a folder of runs for each dataset. */
  public String runsOfAll() {
    return place(RUNS);
  }

  /** Returns the folder that holds a dataset's runs and its journal. */
  public String runs(String dataset) {
    return area(RUNS, dataset);
  }

  /**
   * Returns a run's folder.
   *
   * @throws LakeException if the run's id is not fit to be a folder
   */
  public String run(String dataset, String runId) {
    if (CHAIN.equals(runId)) {
      throw LakeException.badInput(
          "A run cannot have the id chain: the journal's folder has that name",
          "Give another --runId");
    }
    return runs(dataset) + "/" + name("run id", runId);
  }

  /** Returns the path of a file in a run's folder, such as {@code plan.json}. */
  public String runFile(String dataset, String runId, String file) {
    return run(dataset, runId) + "/" + file;
  }

  /** Returns the folder of a dataset's journal. */
  public String chain(String dataset) {
    return runs(dataset) + "/" + CHAIN;
  }

  private String area(String zone, String dataset) {
    return place(zone) + "/" + name("dataset", dataset);
  }

  private String place(String zone) {
    return template.replace(PLACEHOLDER, zone);
  }

  private static String name(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw LakeException.badInput(
          "The " + what + " \"" + name + "\" cannot be the name of a folder",
          "Use letters, digits, dots, underscores and hyphens, at most 128, a letter or digit first");
    }
    return name;
  }
}
