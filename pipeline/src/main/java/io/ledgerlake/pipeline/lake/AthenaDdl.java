package io.ledgerlake.pipeline.lake;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.sql.Identifiers;
import io.ledgerlake.transforms.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The tables of a dataset as Athena's {@code CREATE TABLE} says them. Athena names every type of
 * ours but one: it knows no timestamp with a zone in a definition, only in queries. So these are a
 * description, and the tables themselves are made by the first ingest, through the catalog.
 */
public final class AthenaDdl {

  private AthenaDdl() {}

  /**
   * Returns the statements for a dataset's tables.
   *
   * @param location the lake, such as {@code s3://bucket/prefix}, or a placeholder for it
   */
  public static List<String> of(Contract contract, String location) {
    List<String> statements = new ArrayList<>();
    String dataset = contract.dataset();
    for (Zone zone : Zone.values()) {
      Schema schema = LakeTables.newZoneSchema(contract, zone);
      statements.add(
          table(
              zone.folder() + "." + dataset,
              schema,
              LakeTables.zoneSpec(contract, zone, schema),
              location + "/" + zone.folder() + "/" + dataset));
    }
    statements.add(
        table(
            LakeLayout.LEDGER + "." + dataset,
            FileLedger.schema(LakeTables.sumScale(contract)),
            PartitionSpec.unpartitioned(),
            location + "/" + LakeLayout.LEDGER + "/" + dataset));
    if (contract.account().isPresent()) {
      statements.add(
          table(
              LakeLayout.AGGREGATES + "." + MonthEndTable.relation(contract),
              MonthEndTable.schema(contract),
              MonthEndTable.spec(MonthEndTable.schema(contract)),
              location + "/" + LakeLayout.AGGREGATES + "/" + dataset + "/" + MonthEndTable.NAME));
      statements.add(
          table(
              LakeLayout.AGGREGATES + "." + ExposureTable.relation(contract),
              ExposureTable.schema(contract),
              ExposureTable.spec(ExposureTable.schema(contract)),
              location + "/" + LakeLayout.AGGREGATES + "/" + dataset + "/" + ExposureTable.NAME));
    }
    return statements;
  }

  private static String table(String name, Schema schema, PartitionSpec spec, String location) {
    String columns =
        schema.columns().stream().map(AthenaDdl::column).collect(Collectors.joining(",\n"));
    return "CREATE TABLE "
        + name
        + " (\n"
        + columns
        + "\n)\n"
        + (spec.isPartitioned() ? "PARTITIONED BY (" + partitions(spec) + ")\n" : "")
        + "LOCATION '"
        + location
        + "'\nTBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet',"
        + " 'write_compression' = 'zstd')";
  }

  private static String column(NestedField field) {
    return "  `"
        + field.name()
        + "` "
        + type(field.type())
        + (field.doc() == null ? "" : " COMMENT '" + field.doc().replace("'", "\\'") + "'");
  }

  private static String partitions(PartitionSpec spec) {
    return spec.fields().stream().map(f -> partition(spec, f)).collect(Collectors.joining(", "));
  }

  private static String partition(PartitionSpec spec, PartitionField field) {
    String column = "`" + spec.schema().findColumnName(field.sourceId()) + "`";
    Transform<?, ?> transform = field.transform();
    return transform.isIdentity() ? column : transform + "(" + column + ")";
  }

  private static String type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "boolean";
      case INTEGER -> "int";
      case LONG -> "bigint";
      case DATE -> "date";
      case STRING -> "string";
      case BINARY -> "binary";
      case TIMESTAMP -> "timestamp";
      case DECIMAL ->
          "decimal("
              + ((Types.DecimalType) type).precision()
              + ","
              + ((Types.DecimalType) type).scale()
              + ")";
      case LIST -> "array<" + type(type.asListType().elementType()) + ">";
      case MAP ->
          "map<"
              + type(type.asMapType().keyType())
              + ","
              + type(type.asMapType().valueType())
              + ">";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> Identifiers.of(f.name()) + ":" + type(f.type()))
              .collect(Collectors.joining(",", "struct<", ">"));
      default -> throw new IllegalArgumentException("no column of LedgerLake has the type " + type);
    };
  }
}
