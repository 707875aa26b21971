package io.ledgerlake.transforms.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.transforms.settle.TestContracts;
import org.junit.jupiter.api.Test;

class ZoneColumnsTest {

  private static final String[] METADATA = {
    "source_file",
    "file_id",
    "source_row",
    "source_line",
    "source_offset",
    "row_hash",
    "run_id",
    "ingested_at",
    "attempt_count",
    "schema_version",
    "previous_run_id"
  };

  @Test
  void processedHasTheFieldsThenTheMetadata() {
    Contract contract = TestContracts.transactions();
    assertThat(ZoneColumns.of(contract, Zone.PROCESSED))
        .extracting(ZoneColumn::name)
        .startsWith("transaction_id", "customer_id", "amount", "currency", "event_time", "note")
        .endsWith(METADATA)
        .hasSize(6 + METADATA.length);
  }

  @Test
  void rejectedZonesAddTheRawBytesAndTheReasons() {
    Contract contract = TestContracts.transactions();
    assertThat(ZoneColumns.of(contract, Zone.CONDEMNED))
        .isEqualTo(ZoneColumns.of(contract, Zone.QUARANTINE))
        .extracting(ZoneColumn::name)
        .endsWith("raw_record", "errors", "first_run_id", "related_record_id");
  }

  @Test
  void onlyProcessedRowsAreHeldToRequiredFields() {
    Contract contract = TestContracts.transactions();
    assertThat(column(contract, Zone.PROCESSED, "amount").required()).isTrue();
    assertThat(column(contract, Zone.PROCESSED, "note").required()).isFalse();
    assertThat(column(contract, Zone.QUARANTINE, "amount").required()).isFalse();
    assertThat(column(contract, Zone.QUARANTINE, "row_hash").required()).isTrue();
    assertThat(column(contract, Zone.QUARANTINE, "related_record_id").required()).isFalse();
  }

  @Test
  void aFieldThatHasADefaultIsNeverNullOnceProcessed() {
    Contract contract =
        TestContracts.with(
            TestContracts.field(9, "channel", new FieldType.Text(), false, "branch", null));
    assertThat(column(contract, Zone.PROCESSED, "channel").required()).isTrue();
  }

  @Test
  void rescuedColumnsHaveAMapOnlyInRescueMode() {
    Contract contract = TestContracts.transactions();
    assertThat(ZoneColumns.of(contract, Zone.PROCESSED))
        .extracting(ZoneColumn::name)
        .doesNotContain("_rescued");
    Contract rescuing = TestContracts.withColumnMode(contract, ColumnMode.RESCUE);
    assertThat(column(rescuing, Zone.PROCESSED, "_rescued").type())
        .isEqualTo(new ZoneColumn.TextMap());
  }

  @Test
  void aFieldNamedLikeMetadataIsRefused() {
    Contract contract =
        TestContracts.with(
            TestContracts.field(9, "Run_ID", new FieldType.Text(), false, null, null));
    assertThatThrownBy(() -> ZoneColumns.of(contract, Zone.PROCESSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "transactions.avsc: two columns of the table would be named run_id; rename the"
                + " contract's field (row metadata columns are reserved)");
  }

  private static ZoneColumn column(Contract contract, Zone zone, String name) {
    return ZoneColumns.of(contract, zone).stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
