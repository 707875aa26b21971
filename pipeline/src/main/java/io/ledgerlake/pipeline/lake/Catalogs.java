package io.ledgerlake.pipeline.lake;

import io.ledgerlake.pipeline.s3.S3Fault;
import io.ledgerlake.transforms.zone.Zone;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/** Opens the Iceberg catalog that knows the lake's tables. */
public final class Catalogs {

  private static final String HADOOP = "hadoop";
  private static final String GLUE = "glue";
  private static final Set<String> KNOWN = Set.of(HADOOP, GLUE, "rest", "jdbc");
  private static final String S3_IO = "org.apache.iceberg.aws.s3.S3FileIO";

  private Catalogs() {}

  /**
   * Opens a catalog.
   *
   * @param layout the lake, whose root is the warehouse unless the properties name another
   * @param name {@code hadoop}, {@code glue}, {@code rest} or {@code jdbc}; empty or null for
   *     {@code hadoop} in a local folder
   * @param properties Iceberg's own catalog properties, such as {@code uri}
   * @throws LakeException if there is no such catalog, it is not safe there, or it does not start
   */
  public static Catalog open(LakeLayout layout, String name, Map<String, String> properties) {
    String type = type(layout, name);
    if (type.equals(HADOOP)) {
      requireSafeForHadoop(layout);
    }
    Map<String, String> all = new TreeMap<>();
    warehouse(layout, type).ifPresent(at -> all.put(CatalogProperties.WAREHOUSE_LOCATION, at));
    if (layout.onS3()) {
      all.put(CatalogProperties.FILE_IO_IMPL, S3_IO);
    }
    all.putAll(properties);
    all.put(CatalogUtil.ICEBERG_CATALOG_TYPE, type);
    try {
      return CatalogUtil.buildIcebergCatalog("ledgerlake", all, new Configuration());
    } catch (RuntimeException | LinkageError e) {
      String reason = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      String happened = "The Iceberg catalog " + type + " could not be opened: " + reason;
      throw S3Fault.isUnreachable(e)
          ? new LakeException(happened, nextStep(reason), e)
          : LakeException.badInput(happened, nextStep(reason), e);
    }
  }

  /**
   * Every table is given its place when it is created; but some catalogs do not start without one
   * for those that are not. To a REST catalog it is a name of its own, so nothing is made up.
   */
  private static Optional<String> warehouse(LakeLayout layout, String type) {
    return layout.root().isPresent() || type.equals("rest")
        ? layout.root()
        : Optional.of(layout.zoneRoot(Zone.PROCESSED));
  }

  private static String nextStep(String reason) {
    return reason.contains("NoClassDefFoundError") || reason.contains("ClassNotFoundException")
        ? "Put the catalog's client on the class path; for glue it is software.amazon.awssdk:glue, of"
            + " the version of the other AWS modules"
        : "Check --catalog and each --catalogProperty; Iceberg's documentation lists them";
  }

  private static String type(LakeLayout layout, String name) {
    if (name == null || name.isBlank()) {
      return layout.onS3() ? GLUE : HADOOP;
    }
    String type = name.trim().toLowerCase(Locale.ROOT);
    if (!KNOWN.contains(type)) {
      throw LakeException.badInput(
          "There is no catalog \"" + name + "\"", "Choose --catalog=hadoop, glue, rest or jdbc");
    }
    return type;
  }

  private static void requireSafeForHadoop(LakeLayout layout) {
    if (layout.onS3()) {
      throw LakeException.badInput(
          "The hadoop catalog is not safe on S3: it commits by renaming a file, S3 has no rename"
              + " that fails when the name is taken, and so one of two commits could be lost",
          "Choose --catalog=glue, or --catalog=rest or --catalog=jdbc with its uri");
    }
    if (layout.root().isEmpty()) {
      throw LakeException.badInput(
          "The hadoop catalog needs all zones in one folder, and --lake has {zone} in the middle",
          "Move {zone} to the end of --lake, or choose --catalog=rest or --catalog=jdbc");
    }
  }
}
