package io.ledgerlake.transforms.zone;

import io.ledgerlake.transforms.RunContext;
import java.util.Locale;

/** Where data files lie: names come from the run, its pass and the shard, and from nothing else. */
public final class ZonePaths {

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
    String name = String.format(Locale.ROOT, "%s-p%d-%05d.parquet", runId, pass, number);
    return dataset + "/data/" + Partitions.folder(zone, partition) + "/" + name;
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
