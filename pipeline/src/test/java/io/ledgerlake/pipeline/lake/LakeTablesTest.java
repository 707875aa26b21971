package io.ledgerlake.pipeline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.MetricsModes;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTablesTest {

  @TempDir Path folder;
  private TestLake lake;

  @BeforeEach
  void open() {
    lake = new TestLake(folder.resolve("lake"));
  }

  @Test
  void createsTheTablesOfADataset() {
    lake.tables.prepare(lake.contract);

    Table processed = lake.tables.zone(Zone.PROCESSED);
    assertThat(processed.location()).isEqualTo(lake.root + "/processed/transactions");
    assertThat(processed.spec().fields())
        .singleElement()
        .satisfies(
            field -> {
              assertThat(field.name()).isEqualTo("transaction_ts_month");
              assertThat(field.transform()).hasToString("month");
            });
    for (Zone zone : List.of(Zone.QUARANTINE, Zone.CONDEMNED)) {
      Table rejects = lake.tables.zone(zone);
      assertThat(rejects.location()).isEqualTo(lake.root + "/" + zone.folder() + "/transactions");
      assertThat(rejects.spec().fields())
          .singleElement()
          .satisfies(
              field -> {
                assertThat(field.name()).isEqualTo("ingest_date");
                assertThat(field.transform()).hasToString("day");
              });
    }
    assertThat(lake.tables.ledger().location()).isEqualTo(lake.root + "/ledger/transactions");
    assertThat(lake.tables.ledger().schema().findType("read_sums.element.sum"))
        .isEqualTo(Types.DecimalType.of(38, 4));
  }

  @Test
  void tablesKeepTheirPastAndNameTheirContract() {
    lake.tables.prepare(lake.contract);

    assertThat(lake.tables.zone(Zone.PROCESSED).properties())
        .containsEntry("write.parquet.compression-codec", "zstd")
        .containsEntry("gc.enabled", "false")
        .containsEntry("write.metadata.delete-after-commit.enabled", "false")
        .containsEntry("ledgerlake.dataset", "transactions")
        .containsEntry("ledgerlake.contract-version", "1")
        .containsEntry("ledgerlake.contract-sha256", lake.contract.sha256());
  }

  @Test
  void keysAndEventTimesHaveFullMetricsAndRawBytesHaveNoBounds() {
    lake.tables.prepare(lake.contract);

    MetricsConfig processed = MetricsConfig.forTable(lake.tables.zone(Zone.PROCESSED));
    assertThat(processed.columnMode("transaction_id")).isEqualTo(MetricsModes.Full.get());
    assertThat(processed.columnMode("transaction_ts")).isEqualTo(MetricsModes.Full.get());
    assertThat(processed.columnMode("customer_id")).isEqualTo(MetricsModes.Truncate.withLength(16));
    MetricsConfig quarantine = MetricsConfig.forTable(lake.tables.zone(Zone.QUARANTINE));
    assertThat(quarantine.columnMode("raw_record")).isEqualTo(MetricsModes.Counts.get());
  }

  @Test
  void parquetSchemasCarryTheFieldIdsOfTheTablesBeforeTheyExist() {
    Map<String, String> before = lake.tables.zoneSchemas(lake.contract);
    assertThat(lake.tables.findZone(Zone.PROCESSED)).isEmpty();
    assertThat(folder.resolve("lake/processed")).doesNotExist();

    lake.tables.prepare(lake.contract);

    assertThat(lake.tables.zoneSchemas(lake.contract)).isEqualTo(before);
    for (Zone zone : Zone.values()) {
      MessageType parquet = MessageTypeParser.parseMessageType(before.get(zone.folder()));
      for (Types.NestedField column : lake.tables.zone(zone).schema().columns()) {
        assertThat(parquet.getType(column.name()).getId().intValue())
            .as(zone + " " + column.name())
            .isEqualTo(column.fieldId());
      }
    }
    assertThat(before.get("processed"))
        .contains("required int64 amount (DECIMAL(18,4)) = 3;")
        .contains("required int64 transaction_ts (TIMESTAMP(MICROS,true)) = 5;")
        .contains("required binary row_hash = 11;");
    assertThat(before.get("quarantine"))
        .contains("optional int64 amount (DECIMAL(18,4)) = 3;")
        .contains("required binary raw_record = 17;");
  }

  @Test
  void preparingAgainChangesNothing() throws IOException {
    lake.tables.prepare(lake.contract);
    List<StoredFile> before = lake.storage.list(lake.root.toString());

    lake.tables.prepare(lake.contract);

    assertThat(lake.storage.list(lake.root.toString())).isEqualTo(before);
  }

  @Test
  void runsThatPrepareAtTheSameTimeGetTheSameTables() throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      calls.add(
          () -> {
            TestLake own = new TestLake(folder.resolve("lake"));
            start.await();
            own.tables.prepare(own.contract);
            return own.tables.zone(Zone.PROCESSED).uuid().toString();
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<String> uuids = new ArrayList<>();
      for (Future<String> uuid : threads.invokeAll(calls)) {
        uuids.add(uuid.get());
      }
      assertThat(uuids.get(0)).isEqualTo(uuids.get(1));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void newOptionalFieldIsAddedAndPlannedBeforeItIs() {
    lake.tables.prepare(lake.contract);
    int last = lake.tables.zone(Zone.PROCESSED).schema().highestFieldId();
    Contract wider = variant(",", "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"id\":6}");

    String planned = lake.tables.zoneSchemas(wider).get("processed");
    assertThat(lake.tables.zone(Zone.PROCESSED).schema().findField("note")).isNull();
    lake.tables.prepare(wider);

    Table table = lake.tables.zone(Zone.PROCESSED);
    assertThat(table.schema().findField("note").fieldId()).isEqualTo(last + 1);
    assertThat(planned).contains("optional binary note (STRING) = " + (last + 1) + ";");
    assertThat(lake.tables.zoneSchemas(wider)).containsEntry("processed", planned);
    assertThat(table.properties()).containsEntry(LakeTables.CONTRACT_SHA256, wider.sha256());
  }

  @Test
  void newRequiredFieldIsRefused() {
    lake.tables.prepare(lake.contract);
    Contract wider = variant(",", "{\"name\":\"note\",\"type\":\"string\",\"id\":6}");

    assertThatThrownBy(() -> lake.tables.zoneSchemas(wider))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("processed.transactions does not fit the contract: column note is")
        .hasMessageContaining("a required column cannot be added")
        .satisfies(TestLake.badInput("Make the field optional in the contract"));
  }

  @Test
  void changedTypeIsRefusedNamingTableColumnAndTypes() {
    lake.tables.prepare(lake.contract);
    Contract other = replaced("\"precision\": 18", "\"precision\": 20");

    assertThatThrownBy(() -> lake.tables.prepare(other))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("processed.transactions")
        .hasMessageContaining(
            "column amount is decimal(18, 4) in the table and decimal(20, 4) in the contract");
  }

  @Test
  void fieldThatLeftTheContractIsRefused() {
    Contract wider = variant(",", "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"id\":6}");
    lake.tables.prepare(wider);

    assertThatThrownBy(() -> lake.tables.prepare(lake.contract))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("column note is not in the contract any more");
  }

  @Test
  void otherEventTimeIsRefused() {
    Contract wider =
        variant(
            ",",
            "{\"name\":\"booked\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"},\"id\":6}");
    lake.tables.prepare(wider);
    Contract other =
        parse(
            wider.json().replace("\"eventTime\": \"transaction_ts\"", "\"eventTime\": \"booked\""));

    assertThatThrownBy(() -> lake.tables.prepare(other))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(
            "partitioned by [month(transaction_ts)], and the contract asks for [month(booked)]");
  }

  @Test
  void tableThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> lake.tables.zone(Zone.CONDEMNED))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("There is no table condemned.transactions in the catalog");
    assertThat(lake.tables.findLedger()).isEmpty();
  }

  private Contract variant(String separator, String field) {
    String json = lake.contract.json();
    int end = json.lastIndexOf(']');
    return parse(json.substring(0, end) + separator + field + json.substring(end));
  }

  private Contract replaced(String from, String to) {
    return parse(lake.contract.json().replace(from, to));
  }

  private Contract parse(String json) {
    try {
      Path file = folder.resolve("transactions.avsc");
      Files.writeString(file, json, StandardCharsets.UTF_8);
      return Contracts.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
