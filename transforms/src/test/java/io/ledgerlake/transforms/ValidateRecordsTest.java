package io.ledgerlake.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.transforms.csv.CsvTokenizer;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import io.ledgerlake.transforms.record.EvaluatedBatch;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.testing.TestPipelineExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPipelineExtension.class)
class ValidateRecordsTest {

  private static final Contract CONTRACT = Contracts.named("transactions");

  @Test
  void packsValidAndRejectedRecordsWithTheirPlaces(Pipeline pipeline) {
    PAssert.that(
            validate(
                pipeline,
                block(
                    "T1,C1,10.00,EUR,2024-01-31T10:00:00Z\n"
                        + "\n"
                        + "T2,C1,ten,EUR,2024-01-31T10:00:00Z\n")))
        .satisfies(
            batches -> {
              EvaluatedBatch batch = batches.iterator().next();
              assertThat(lines(batch))
                  .containsExactly(
                      "valid row 5 line 9 offset 100: T1,C1,10.00,EUR,2024-01-31T10:00:00Z []",
                      "rejected row 6 line 11 offset 138: T2,C1,ten,EUR,2024-01-31T10:00:00Z"
                          + " [TYPE_ERROR amount]");
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void countsRowsBlankLinesAndMoneyOfTheBlock(Pipeline pipeline) {
    PAssert.that(
            validate(
                pipeline,
                block(
                    "T1,C1,10.25,EUR,2024-01-31T10:00:00Z\n"
                        + "\n"
                        + "T2,C1,-3,JPY,2024-01-31T10:00:00Z\n"
                        + "T3,C1,7.5,XXQ,2024-01-31T10:00:00Z\n"
                        + "T4,C1,,EUR,2024-01-31T10:00:00Z\n")))
        .satisfies(
            batches -> {
              EvaluatedBatch batch = batches.iterator().next();
              assertThat(batch.tally().rows()).isEqualTo(4);
              assertThat(batch.tally().blankLines()).isEqualTo(1);
              assertThat(batch.tally().withoutAmount()).isEqualTo(1);
              assertThat(batch.tally().sums().keySet()).containsExactly("?", "EUR", "JPY");
              assertThat(batch.tally().sums().get("EUR")).isEqualByComparingTo("10.25");
              assertThat(batch.tally().sums().get("JPY")).isEqualByComparingTo("-3");
              assertThat(batch.tally().sums().get("?")).isEqualByComparingTo("7.5");
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void passesTheNewsOfARefusedFileOn(Pipeline pipeline) {
    FileFault fault = new FileFault(FileFault.Kind.BROKEN_COMPRESSION, 7, "ends early", "ask");
    RecordBlock news = new RecordBlock(0, 100, 5, 9, new byte[0], null, fault);

    PAssert.that(validate(pipeline, news))
        .satisfies(
            batches -> {
              EvaluatedBatch batch = batches.iterator().next();
              assertThat(batch.fault()).isEqualTo(fault);
              assertThat(batch.packed()).isEmpty();
              assertThat(batch.tally().rows()).isZero();
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static PCollection<EvaluatedBatch> validate(Pipeline pipeline, RecordBlock block) {
    ParsedBlock parsed = CsvTokenizer.of(CONTRACT.dialect()).parse(block);
    RunContext context =
        new RunContext(
            "run-1",
            1,
            CONTRACT.json(),
            Instant.parse("2024-04-01T00:00:00Z"),
            1,
            List.of(
                new RunContext.PlannedFile(
                    "a.csv",
                    "f1",
                    List.of(
                        "TransactionID",
                        "CustomerID",
                        "TransactionAmount",
                        "Currency",
                        "TransactionTimestamp"))),
            Map.of(),
            Map.of());
    return pipeline
        .apply(Create.of(parsed).withCoder(ParsedBlockCoder.of()))
        .apply(ValidateRecords.of(context));
  }

  private static RecordBlock block(String records) {
    return new RecordBlock(0, 100, 5, 9, records.getBytes(UTF_8), null, null);
  }

  private static List<String> lines(EvaluatedBatch batch) {
    List<String> lines = new ArrayList<>();
    byte[] packed = batch.packed();
    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(packed, 0, packed.length);
    while (cursor.next()) {
      String raw =
          new String(Arrays.copyOfRange(packed, cursor.rawStart(), cursor.rawEnd()), UTF_8);
      lines.add(
          (cursor.kind() == PackedRecords.VALID ? "valid" : "rejected")
              + " row "
              + cursor.row()
              + " line "
              + cursor.line()
              + " offset "
              + cursor.offset()
              + ": "
              + raw
              + " "
              + cursor.errors().stream().map(ValidateRecordsTest::describe).toList());
    }
    return lines;
  }

  private static String describe(RowError error) {
    ReasonCode code = error.code();
    return code + " " + error.field();
  }
}
