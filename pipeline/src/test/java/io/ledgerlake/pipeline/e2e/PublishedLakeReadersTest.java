package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.e2e.GoldenIngestTest.GoldenCase;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.readers.ForeignReaders;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that are not ours understand a published lake as Iceberg's own reader does. */
class PublishedLakeReadersTest {

  private static final String PROCESSED = "processed.transactions";
  private static final String QUARANTINE = "quarantine.transactions";
  private static final String CONDEMNED = "condemned.transactions";

  @TempDir private Path folder;

  @Test
  void otherEnginesAgreeOnAPublishedLakeAlsoAfterAColumnsNameIsUsedAgain() throws IOException {
    GoldenCase golden = GoldenCase.named("transactions");
    IngestFixture fixture = golden.fixture(folder);
    Answer answer = golden.ingest(fixture, "--runId=r1");
    assertThat(answer.exitCode()).as(answer.all()).isEqualTo(6);
    ForeignReaders readers = ForeignReaders.of(fixture.lake());
    List<String> processed = readers.iceberg(PROCESSED);
    List<String> quarantine = readers.iceberg(QUARANTINE);
    assertThat(processed).hasSize(22).allMatch(row -> row.contains(", customer_id='"));
    assertThat(quarantine).hasSize(32);
    assertThat(readers.duckDb(PROCESSED)).isEqualTo(processed);
    assertThat(readers.duckDb(QUARANTINE)).isEqualTo(quarantine);

    List.of(Zone.PROCESSED, Zone.QUARANTINE)
        .forEach(zone -> useNameAgain(fixture.tables().zone(zone)));

    List<String> processedAfter = after(processed);
    List<String> quarantineAfter = after(quarantine);
    assertThat(readers.iceberg(PROCESSED)).isEqualTo(processedAfter);
    assertThat(readers.iceberg(QUARANTINE)).isEqualTo(quarantineAfter);
    assertThat(readers.duckDb(PROCESSED)).isEqualTo(processedAfter);
    assertThat(readers.duckDb(QUARANTINE)).isEqualTo(quarantineAfter);
    assertThat(readers.sparkSql(PROCESSED, QUARANTINE, CONDEMNED))
        .isEqualTo(
            Map.of(
                PROCESSED,
                processedAfter,
                QUARANTINE,
                quarantineAfter,
                CONDEMNED,
                readers.iceberg(CONDEMNED)));
  }

  /** Renames the customer's column and gives its old name to a new one, which no row has. */
  private static void useNameAgain(Table table) {
    table.updateSchema().renameColumn("customer_id", "client_id").commit();
    table.updateSchema().addColumn("customer_id", Types.StringType.get()).commit();
  }

  private static List<String> after(List<String> rows) {
    return rows.stream()
        .map(row -> row.replace(", customer_id=", ", client_id="))
        .map(row -> row.substring(0, row.length() - 1) + ", customer_id=null}")
        .sorted()
        .toList();
  }
}
