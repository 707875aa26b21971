package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Close;
import io.ledgerlake.pipeline.lake.AthenaDdl;
import io.ledgerlake.pipeline.lake.ExposureTable;
import io.ledgerlake.pipeline.lake.MonthEndTable;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.plans.logical.CreateTable;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/**
 * The definitions, parsed by Spark, whose grammar for tables is Hive's as Athena's is, against the
 * tables that an ingest and a close made.
 */
class AthenaTablesTest {

  @Test
  void theDefinitionsAreTheTablesThatThePipelineMakes(@TempDir Path folder) throws IOException {
    TestLake lake =
        new TestLake(folder)
            .ingest("postings", WorkedExample.POSTINGS)
            .ingest("transactions", WorkedExample.TRANSACTIONS);
    for (String dataset : List.of("postings", "transactions")) {
      Contract contract = lake.contract(dataset);
      assertThat(lake.run(new Close(), dataset, "2024-01").exitCode()).isZero();
      List<Table> tables = new ArrayList<>();
      for (Zone zone : Zone.values()) {
        tables.add(lake.tables(contract).zone(zone));
      }
      tables.add(lake.tables(contract).ledger());
      tables.add(MonthEndTable.find(lake.tables(contract)).orElseThrow());
      tables.add(ExposureTable.find(lake.tables(contract)).orElseThrow());
      List<String> definitions = AthenaDdl.of(contract, "s3://BUCKET/PREFIX");

      assertThat(definitions).hasSameSizeAs(tables);
      for (int i = 0; i < tables.size(); i++) {
        requireSame(tables.get(i), definitions.get(i));
      }
    }
  }

  private static void requireSame(Table table, String definition) {
    CreateTable parsed = (CreateTable) new SparkSqlParser().parsePlan(definition);
    List<String> columns = new ArrayList<>();
    for (StructField field : parsed.tableSchema().fields()) {
      columns.add(field.name() + " " + field.dataType().sql().toLowerCase(Locale.ROOT));
    }
    List<String> partitions = new ArrayList<>();
    for (Transform transform : JavaConverters.seqAsJavaList(parsed.partitioning())) {
      partitions.add(transform.name() + " " + transform.references()[0].fieldNames()[0]);
    }

    assertThat(columns)
        .as("columns of %s", table.name())
        .isEqualTo(
            table.schema().columns().stream().map(c -> c.name() + " " + type(c.type())).toList());
    assertThat(partitions)
        .as("partitions of %s", table.name())
        .isEqualTo(
            table.spec().fields().stream()
                .map(f -> f.transform() + " " + table.schema().findColumnName(f.sourceId()))
                .toList());
  }

  /** Spark's names; its timestamp is an instant. */
  private static String type(Type type) {
    return switch (type.typeId()) {
      case INTEGER -> "int";
      case LONG -> "bigint";
      case DATE -> "date";
      case STRING -> "string";
      case BINARY -> "binary";
      case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? "timestamp" : "?";
      case DECIMAL ->
          "decimal("
              + ((Types.DecimalType) type).precision()
              + ","
              + ((Types.DecimalType) type).scale()
              + ")";
      case LIST -> "array<" + type(type.asListType().elementType()) + ">";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> f.name() + ": " + type(f.type()))
              .collect(Collectors.joining(", ", "struct<", ">"));
      default -> throw new IllegalArgumentException("not expected here: " + type);
    };
  }
}
