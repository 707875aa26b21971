package io.ledgerlake.pipeline.rows;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ContentSumTest {

  private static final Schema SCHEMA =
      new Schema(
          optional(1, "key", Types.StringType.get()), optional(2, "count", Types.LongType.get()));

  @Test
  void theOrderOfRowsDoesNotMatterAndEveryColumnDoes() throws IOException {
    assertThat(sum(row("a", 1), row("b", 2)).sameAs(sum(row("b", 2), row("a", 1)))).isTrue();
    assertThat(sum(row("a", 1), row("b", 2)).sameAs(sum(row("a", 2), row("b", 1)))).isFalse();
    assertThat(sum(row("a", 1)).sameAs(sum(row("a", null)))).isFalse();
  }

  @Test
  void aRowThatIsThereTwiceIsNotARowThatIsNotThere() throws IOException {
    assertThat(sum(row("a", 1), row("a", 1), row("b", 2)).sameAs(sum(row("b", 2)))).isFalse();
    assertThat(
            sum(row("a", 1), row("a", 1), row("b", 2))
                .sameAs(sum(row("b", 2), row("b", 2), row("a", 1))))
        .isFalse();
  }

  private static Record row(String key, Integer count) {
    Record row = GenericRecord.create(SCHEMA);
    row.setField("key", key);
    row.setField("count", count == null ? null : count.longValue());
    return row;
  }

  private static ContentSum sum(Record... rows) throws IOException {
    ContentSum sum = new ContentSum(SCHEMA);
    for (Record row : rows) {
      sum.add(row);
    }
    return sum;
  }
}
