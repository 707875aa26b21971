package io.ledgerlake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTotalsTest {

  private static final Types.StructType ERROR =
      Types.StructType.of(Types.NestedField.required(5, "code", Types.StringType.get()));
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "amount", Types.DecimalType.of(18, 4)),
          Types.NestedField.optional(2, "currency", Types.StringType.get()),
          Types.NestedField.optional(3, "errors", Types.ListType.ofRequired(4, ERROR)));

  @TempDir private Path lake;

  @BeforeEach
  void createTables() {
    for (String zone : List.of("processed", "quarantine", "condemned")) {
      new HadoopTables(new Configuration())
          .create(SCHEMA, PartitionSpec.unpartitioned(), location(zone));
    }
  }

  @Test
  void onlyWhatATableListsIsCounted() throws IOException {
    publish("processed", write("processed", "a", row("0.1000", "EUR"), row("0.2000", "EUR")));
    publish("processed", write("processed", "b", row("-7.0000", "JPY")));
    DataFile ofADeadRun = write("processed", "c", row("1000.0000", "EUR"));
    publish(
        "quarantine",
        write(
            "quarantine",
            "a",
            row(null, null, "TYPE_ERROR", "CURRENCY_ERROR"),
            row("1.0000", "EUR", "TYPE_ERROR")));

    assertThat(ofADeadRun.recordCount()).isEqualTo(1);
    assertThat(LakeTotals.ofLake(lake, "transactions"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "processed rows", "3",
                "processed EUR", "0.3000",
                "processed JPY", "-7.0000",
                "quarantine rows", "2",
                "quarantine EUR", "1.0000",
                "quarantine no currency", "0.0000",
                "quarantine TYPE_ERROR", "2",
                "quarantine CURRENCY_ERROR", "1",
                "condemned rows", "0"));
  }

  private String location(String zone) {
    return lake.resolve(zone).resolve("transactions").toString();
  }

  private Table table(String zone) {
    return new HadoopTables(new Configuration()).load(location(zone));
  }

  private void publish(String zone, DataFile file) {
    table(zone).newAppend().appendFile(file).commit();
  }

  private DataFile write(String zone, String name, Record... rows) throws IOException {
    Table table = table(zone);
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(location(zone) + "/data/" + name + ".parquet"))
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .withSpec(PartitionSpec.unpartitioned())
            .build();
    try (writer) {
      writer.write(List.of(rows));
    }
    return writer.toDataFile();
  }

  private static Record row(String amount, String currency, String... codes) {
    Record row = GenericRecord.create(SCHEMA);
    row.setField("amount", amount == null ? null : new BigDecimal(amount));
    row.setField("currency", currency);
    row.setField(
        "errors",
        List.of(codes).stream()
            .map(code -> GenericRecord.create(ERROR).copy("code", code))
            .toList());
    return row;
  }
}
