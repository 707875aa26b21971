package io.ledgerlake.transforms.zone;

import io.ledgerlake.transforms.RunContext;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where data files lie: names come from the run, its pass and the shard, and from nothing else. */
public final class ZonePaths {

  /** The name of a data file, whoever wrote it. */
  private static final Pattern NAME =
      Pattern.compile("(?:.*/)?(.+)-([pc])([0-9]{1,9})-[0-9]+\\.parquet");

  private ZonePaths() {}

  /**
   * Returns the path of a shard's file below its zone's root: {@code
   * <dataset>/data/<partition>/<run>-p<pass>-<shard>.parquet}.
   */
  static String path(RunContext context, String dataset, Zone zone, int partition, int shard) {
    return path(context.runId(), context.pass(), dataset, zone, partition, shard);
  }

  /**
   * Returns the path of a data file below its zone's root.
   *
   * @param runId the run that writes it
   * @param pass number of the attempt of that run
   * @param partition the Iceberg partition value
   * @param number tells the files of one pass, zone and partition apart
   */
  public static String path(
      String runId, int pass, String dataset, Zone zone, int partition, int number) {
    return path(dataset, zone, partition, runId + "-p" + pass, number);
  }

  /**
   * Returns the path of a data file that a change to the lake writes, below its zone's root.
   *
   * @param runId the run that writes it
   * @param start tells the processes apart that make the same change
   * @param partition the Iceberg partition value
   * @param number tells the files of one process apart
   */
  public static String ofChange(
      String runId, int start, String dataset, Zone zone, int partition, int number) {
    return path(dataset, zone, partition, runId + "-c" + start, number);
  }

  private static String path(String dataset, Zone zone, int partition, String writer, int number) {
    String name = String.format(Locale.ROOT, "%s-%05d.parquet", writer, number);
    return dataset + "/data/" + Partitions.folder(zone, partition) + "/" + name;
  }

  /** Returns the run that wrote a data file, by the file's name; nothing for another's file. */
  public static Optional<String> runOf(String path) {
    Matcher name = NAME.matcher(path);
    return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
  }

  /** Returns the number of the pass that wrote a data file, by the file's name, if one did. */
  public static OptionalInt passOf(String path) {
    Matcher name = NAME.matcher(path);
    return name.matches() && name.group(2).equals("p")
        ? OptionalInt.of(Integer.parseInt(name.group(3)))
        : OptionalInt.empty();
  }

  /**
   * Returns the full URI of a data file.
   *
   * @param path its path below the zone's root
   * @throws IllegalArgumentException if the run has no root for the zone
   */
  public static String uri(RunContext context, Zone zone, String path) {
    String root = context.zoneRoots().get(zone.folder());
    if (root == null) {
      throw new IllegalArgumentException("the run names no root for zone " + zone.folder());
    }
    return (root.endsWith("/") ? root : root + "/") + path;
  }
}
