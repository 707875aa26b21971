package io.ledgerlake.transforms.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.RunContext;
import io.ledgerlake.transforms.settle.TestContracts;
import io.ledgerlake.transforms.settle.TestRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that were evaluated before keep what they had, and lose their last attempt for good. */
class EvaluatedAgainTest {

  private static final RowError BAD_AMOUNT =
      new RowError(ReasonCode.TYPE_ERROR, "amount", "expected a decimal", "1O.00");
  private static final Instant FIRST = Instant.parse("2024-02-29T23:59:59Z");

  @TempDir Path folder;

  private final Contract contract = TestContracts.transactions();

  private RunContext context;

  /** Two rows of one file, one of which has been evaluated once more than the other; a new file. */
  @BeforeEach
  void plan() {
    context =
        TestZones.context(
            contract,
            folder,
            List.of(
                file("a.csv", "fileA", "second", 2, true),
                file("a.csv", "fileA", "first", 1, false),
                new RunContext.PlannedFile("b.csv", "fileB", List.of())));
  }

  private RunContext.PlannedFile file(
      String path, String id, String runId, int attempts, boolean last) {
    return new RunContext.PlannedFile(
        path,
        id,
        List.of(),
        new RunContext.Earlier(contract.dialect(), "first", FIRST, runId, attempts, last));
  }

  private ShardSettler.Result settle(byte[]... records) throws IOException {
    return new ShardSettler(context, contract, TestZones.sink(context), 50_000, folder)
        .settle(0, TestRecords.batches(List.of(records), 10));
  }

  private List<Group> rows(ShardSettler.Result result, int file) throws IOException {
    return ParquetFiles.rows(TestZones.path(context, result.files().get(file)));
  }

  private byte[] valid(int file, long offset, String id, String amount) {
    return TestRecords.valid(
        contract,
        file,
        offset,
        Map.of(
            "transaction_id",
            id,
            "customer_id",
            "C",
            "amount",
            amount,
            "currency",
            "EUR",
            "event_time",
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2023-11-05T00:00:00Z"))));
  }

  @Test
  void aRowKeepsItsFirstRunAndTimeAndNamesTheVersionThatItSupersedes() throws IOException {
    Group row = rows(settle(valid(0, 10, "T1", "1.00")), 0).get(0);
    assertThat(row.getString("run_id", 0)).isEqualTo("run-1");
    assertThat(row.getString("previous_run_id", 0)).isEqualTo("second");
    assertThat(row.getLong("ingested_at", 0))
        .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, FIRST));
    assertThat(row.getInteger("attempt_count", 0)).isEqualTo(3);
    assertThat(row.getInteger("schema_version", 0)).isEqualTo(1);
  }

  @Test
  void aRowThatIsNewInTheRunSupersedesNothing() throws IOException {
    Group row = rows(settle(valid(2, 10, "T1", "1.00")), 0).get(0);
    assertThat(row.getFieldRepetitionCount("previous_run_id")).isZero();
    assertThat(row.getInteger("attempt_count", 0)).isEqualTo(1);
  }

  @Test
  void aRowThatFailsAgainStaysOpenUntilItsLastAttempt() throws IOException {
    ShardSettler.Result result =
        settle(
            TestRecords.rejected(contract, 0, 10, "last", Map.of(), BAD_AMOUNT),
            TestRecords.rejected(contract, 1, 20, "not last", Map.of(), BAD_AMOUNT));
    assertThat(result.files())
        .extracting(WrittenFile::zone)
        .containsExactly(Zone.QUARANTINE, Zone.CONDEMNED);
    Group open = rows(result, 0).get(0);
    assertThat(open.getInteger("attempt_count", 0)).isEqualTo(2);
    assertThat(codes(open)).containsExactly("TYPE_ERROR");
    assertThat(open.getString("first_run_id", 0)).isEqualTo("first");
    Group condemned = rows(result, 1).get(0);
    assertThat(condemned.getInteger("attempt_count", 0)).isEqualTo(3);
    assertThat(codes(condemned)).containsExactly("MAX_ATTEMPTS", "TYPE_ERROR");
    assertThat(condemned.getString("previous_run_id", 0)).isEqualTo("second");
    assertThat(result.tally().outcome(0, Zone.CONDEMNED).codes())
        .isEqualTo(Map.of(ReasonCode.MAX_ATTEMPTS, 1L, ReasonCode.TYPE_ERROR, 1L));
  }

  @Test
  void aRowLiesInThePartitionOfTheDayOnWhichItWasTakenIn() throws IOException {
    ShardSettler.Result result =
        settle(
            TestRecords.rejected(contract, 1, 20, "old", Map.of(), BAD_AMOUNT),
            TestRecords.rejected(contract, 2, 20, "new", Map.of(), BAD_AMOUNT));
    assertThat(result.files())
        .extracting(WrittenFile::path)
        .containsExactly(
            "transactions/data/ingest_date=2024-02-29/run-1-p1-00000.parquet",
            "transactions/data/ingest_date=2024-05-06/run-1-p1-00000.parquet");
  }

  @Test
  void ofRepeatsInOneFileTheFirstGoesOnHoweverOftenTheyWereEvaluated() throws IOException {
    ShardSettler.Result result =
        settle(valid(0, 30, "T1", "1.00"), valid(1, 20, "T1", "1.00"), valid(2, 5, "T1", "1.00"));
    assertThat(rows(result, 0).get(0).getLong("source_offset", 0)).isEqualTo(20);
    assertThat(List.of(rows(result, 1).get(0), rows(result, 2).get(0)))
        .as("condemned, each in the partition of its day")
        .extracting(row -> row.getString("related_record_id", 0))
        .containsExactly("fileA:20", "fileA:20");
  }

  private static List<String> codes(Group row) {
    Group list = row.getGroup("errors", 0);
    return IntStream.range(0, list.getFieldRepetitionCount("list"))
        .mapToObj(i -> list.getGroup("list", i).getGroup("element", 0).getString("code", 0))
        .toList();
  }
}
