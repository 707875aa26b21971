package io.ledgerlake.transforms.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PackedRecordsTest {

  @Test
  void returnsAValidRecordAsItWasAppended() {
    PackedRecords.Writer writer = new PackedRecords.Writer(4);
    byte[] raw = "xxT1,10.00yy".getBytes(UTF_8);

    writer.append(3, 7, 9, 1L << 40, raw, 2, 10, StubRow.valid("values", "T1"));
    byte[] batch = writer.drain();

    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(batch, 0, batch.length);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.kind()).isEqualTo(PackedRecords.VALID);
    assertThat(cursor.file()).isEqualTo(3);
    assertThat(cursor.row()).isEqualTo(7);
    assertThat(cursor.line()).isEqualTo(9);
    assertThat(cursor.offset()).isEqualTo(1L << 40);
    assertThat(text(cursor, cursor.rawStart(), cursor.rawEnd())).isEqualTo("T1,10.00");
    assertThat(text(cursor, cursor.valuesStart(), cursor.valuesEnd())).isEqualTo("values");
    assertThat(text(cursor, cursor.keyStart(), cursor.keyEnd())).isEqualTo("T1");
    assertThat(cursor.errors()).isEmpty();
    assertThat(cursor.rescued()).isEmpty();
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void keepsAllFaultsAndRescuedColumnsOfARejectedRecord() {
    RowError one = new RowError(ReasonCode.TYPE_ERROR, "amount", "not a number", "1e9 €");
    RowError two = new RowError(ReasonCode.NULL_VALUE_ERROR, "id", "missing", "");
    PackedRecords.Writer writer = new PackedRecords.Writer(4);

    writer.append(
        0,
        1,
        2,
        3,
        new byte[0],
        0,
        0,
        StubRow.rejected("k", List.of(one, two), Map.of("Extra", "é")));
    byte[] batch = writer.drain();

    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(batch, 0, batch.length);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.kind()).isEqualTo(PackedRecords.REJECTED);
    assertThat(cursor.errors()).containsExactly(one, two);
    assertThat(cursor.rescued()).containsExactly(Map.entry("Extra", "é"));
  }

  @Test
  void copiesPackedRecordsByteForByte() {
    PackedRecords.Writer first = new PackedRecords.Writer(4);
    first.append(0, 1, 1, 0, new byte[] {1}, 0, 1, StubRow.valid("a", "1"));
    first.append(0, 2, 2, 9, new byte[] {2}, 0, 1, StubRow.valid("b", "2"));
    byte[] batch = first.drain();

    PackedRecords.Writer second = new PackedRecords.Writer(4);
    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(batch, 0, batch.length);
    while (cursor.next()) {
      second.appendPacked(batch, cursor.start(), cursor.end());
    }

    assertThat(second.records()).isEqualTo(2);
    assertThat(second.drain()).isEqualTo(batch);
  }

  @Test
  void refusesARecordThatIsTorn() {
    PackedRecords.Writer writer = new PackedRecords.Writer(4);
    writer.append(0, 1, 1, 0, new byte[] {1}, 0, 1, StubRow.valid("a", "1"));
    byte[] batch = writer.drain();
    batch[0]++;

    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(batch, 0, batch.length);
    assertThatThrownBy(cursor::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("packed record at 0 is torn");
  }

  @Property
  void holdsEveryPosition(
      @ForAll @LongRange(min = 0) long row,
      @ForAll @LongRange(min = 0) long line,
      @ForAll @LongRange(min = 0) long offset) {
    PackedRecords.Writer writer = new PackedRecords.Writer(1);
    writer.append(Integer.MAX_VALUE, row, line, offset, new byte[0], 0, 0, StubRow.valid("", ""));
    byte[] batch = writer.drain();

    PackedRecords.Cursor cursor = new PackedRecords.Cursor().over(batch, 0, batch.length);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.file()).isEqualTo(Integer.MAX_VALUE);
    assertThat(List.of(cursor.row(), cursor.line(), cursor.offset()))
        .containsExactly(row, line, offset);
    assertThat(cursor.next()).isFalse();
  }

  private static String text(PackedRecords.Cursor cursor, int start, int end) {
    return new String(Arrays.copyOfRange(cursor.buffer(), start, end), UTF_8);
  }
}
