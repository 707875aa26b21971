package io.ledgerlake.pipeline.readers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three readers agree on a table with the types and the changes that LedgerLake's have. */
class ForeignReadersTest {

  private static final TableIdentifier NAME = TableIdentifier.of("processed", "transactions");
  private static final NameMapping NO_MAPPING = null;
  private static final int MARCH_2024 = 12 * (2024 - 1970) + 2;

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "transaction_id", Types.StringType.get()),
          Types.NestedField.optional(2, "customer_id", Types.StringType.get()),
          Types.NestedField.optional(3, "amount", Types.DecimalType.of(18, 4)),
          Types.NestedField.required(4, "transaction_ts", Types.TimestampType.withZone()),
          Types.NestedField.optional(5, "value_date", Types.DateType.get()),
          Types.NestedField.optional(6, "row_hash", Types.BinaryType.get()),
          Types.NestedField.optional(7, "source_row", Types.LongType.get()),
          Types.NestedField.optional(8, "attempt_count", Types.IntegerType.get()),
          Types.NestedField.optional(
              9,
              "errors",
              Types.ListType.ofRequired(
                  10,
                  Types.StructType.of(
                      Types.NestedField.required(11, "code", Types.StringType.get()),
                      Types.NestedField.optional(12, "value", Types.StringType.get())))),
          Types.NestedField.optional(
              13,
              "_rescued",
              Types.MapType.ofOptional(14, 15, Types.StringType.get(), Types.StringType.get())));

  @TempDir private Path warehouse;
  private HadoopCatalog catalog;
  private Table table;

  @BeforeEach
  void createTable() {
    catalog = new HadoopCatalog(new Configuration(), warehouse.toString());
    PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).month("transaction_ts").build();
    table = catalog.createTable(NAME, SCHEMA, spec, Map.of("format-version", "2"));
  }

  @AfterEach
  void closeCatalog() throws IOException {
    catalog.close();
  }

  @Test
  void allReadersAgreeOnEveryTypeAndAfterAColumnsNameIsUsedAgain() {
    append("one.parquet", full("T1"), empty("T2"));
    List<String> before =
        List.of(
            "{transaction_id='T1', customer_id='O\\39;Neil', amount=-1234.5000,"
                + " transaction_ts=1711929599999999us, value_date=2024-03-31, row_hash=0x00ff7f,"
                + " source_row=9007199254740993, attempt_count=1,"
                + " errors=[{code='AMOUNT_ERROR', value='a\\10;b'}, {code='TYPE_ERROR',"
                + " value=null}], _rescued=map{'extra'='ü', 'other'=null}}",
            "{transaction_id='T2', customer_id=null, amount=null,"
                + " transaction_ts=1711929599999999us, value_date=null, row_hash=null,"
                + " source_row=null, attempt_count=null, errors=null, _rescued=null}");
    assertReadersSee(before);

    table.updateSchema().renameColumn("customer_id", "client_id").commit();
    table.updateSchema().addColumn("customer_id", Types.StringType.get()).commit();
    Record late = empty("T3");
    late.setField("client_id", "by the new name");
    late.setField("customer_id", "in the new column");
    append("two.parquet", late);

    assertReadersSee(
        List.of(
            renamed(before.get(0)),
            renamed(before.get(1)),
            "{transaction_id='T3', client_id='by the new name', amount=null,"
                + " transaction_ts=1711929599999999us, value_date=null, row_hash=null,"
                + " source_row=null, attempt_count=null, errors=null, _rescued=null,"
                + " customer_id='in the new column'}"));
  }

  @Test
  void aFileWithoutFieldIdsIsFoundOut() throws IOException {
    TableIdentifier name = TableIdentifier.of("processed", "without_ids");
    appendWithoutIds(
        catalog.createTable(name, SCHEMA.select("transaction_id", "customer_id")),
        "one.parquet",
        "T1",
        "C1");
    ForeignReaders readers = ForeignReaders.of(warehouse);
    assertThat(readers.iceberg(name.toString()))
        .containsExactly("{transaction_id='T1', customer_id='C1'}");
    assertThat(readers.duckDb(name.toString()))
        .as("DuckDB finds no column by id, and says nothing")
        .containsExactly("{transaction_id=null, customer_id=null}");
  }

  @Test
  void aTableWithoutFilesHasNoRows() {
    ForeignReaders readers = ForeignReaders.of(warehouse);
    assertThat(readers.iceberg(NAME.toString())).isEmpty();
    assertThat(readers.duckDb(NAME.toString())).isEmpty();
  }

  private static String renamed(String row) {
    return row.substring(0, row.length() - 1).replace("customer_id", "client_id")
        + ", customer_id=null}";
  }

  private void assertReadersSee(List<String> rows) {
    ForeignReaders readers = ForeignReaders.of(warehouse);
    assertThat(readers.iceberg(NAME.toString())).as("Iceberg generics").isEqualTo(rows);
    assertThat(readers.duckDb(NAME.toString())).as("DuckDB").isEqualTo(rows);
    assertThat(readers.sparkSql(NAME.toString()))
        .as("Spark SQL")
        .isEqualTo(Map.of(NAME.toString(), rows));
  }

  private Record full(String id) {
    Types.StructType error =
        table.schema().findType("errors").asListType().elementType().asStructType();
    Record fault = GenericRecord.create(error);
    fault.setField("code", "AMOUNT_ERROR");
    fault.setField("value", "a\nb");
    Record other = GenericRecord.create(error);
    other.setField("code", "TYPE_ERROR");
    Map<String, String> rescued = new HashMap<>();
    rescued.put("other", null);
    rescued.put("extra", "ü");

    Record row = empty(id);
    row.setField("customer_id", "O'Neil");
    row.setField("amount", new BigDecimal("-1234.5000"));
    row.setField("value_date", LocalDate.of(2024, 3, 31));
    row.setField("row_hash", ByteBuffer.wrap(new byte[] {0, -1, 0x7f}));
    row.setField("source_row", 9_007_199_254_740_993L);
    row.setField("attempt_count", 1);
    row.setField("errors", List.of(fault, other));
    row.setField("_rescued", rescued);
    return row;
  }

  private Record empty(String id) {
    Record row = GenericRecord.create(table.schema());
    row.setField("transaction_id", id);
    row.setField(
        "transaction_ts", OffsetDateTime.of(2024, 3, 31, 23, 59, 59, 999_999_000, ZoneOffset.UTC));
    return row;
  }

  private void append(String name, Record... rows) {
    OutputFile file = table.io().newOutputFile(location(table, name));
    try (FileAppender<Record> appender =
        Parquet.write(file)
            .schema(table.schema())
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .build()) {
      appender.addAll(List.of(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PartitionData month = new PartitionData(table.spec().partitionType());
    month.set(0, MARCH_2024);
    commit(table, location(table, name), month);
  }

  /** Writes with parquet-avro, which leaves the ids of the Avro schema out. */
  private static void appendWithoutIds(Table table, String name, String... values)
      throws IOException {
    org.apache.avro.Schema avro = AvroSchemaUtil.convert(table.schema(), "rows");
    GenericData.Record row = new GenericData.Record(avro);
    for (int i = 0; i < values.length; i++) {
      row.put(i, values[i]);
    }
    String location = location(table, name);
    try (ParquetWriter<GenericData.Record> writer =
        AvroParquetWriter.<GenericData.Record>builder(
                HadoopOutputFile.fromPath(
                    new org.apache.hadoop.fs.Path(location), new Configuration()))
            .withSchema(avro)
            .build()) {
      writer.write(row);
    }
    commit(table, location, null);
  }

  private static String location(Table table, String name) {
    return table.location() + "/data/year=2024/month=03/" + name;
  }

  private static void commit(Table table, String location, PartitionData partition) {
    Metrics metrics =
        ParquetUtil.fileMetrics(
            table.io().newInputFile(location), MetricsConfig.forTable(table), NO_MAPPING);
    DataFiles.Builder file =
        DataFiles.builder(table.spec())
            .withInputFile(table.io().newInputFile(location))
            .withFormat(FileFormat.PARQUET)
            .withMetrics(metrics);
    if (partition != null) {
      file.withPartition(partition);
    }
    table.newAppend().appendFile(file.build()).commit();
  }
}
