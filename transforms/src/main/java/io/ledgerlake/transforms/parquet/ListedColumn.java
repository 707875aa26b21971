package io.ledgerlake.transforms.parquet;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.api.Binary;

/**
 * A flat column whose values are mostly known before the first row: each row names one by its
 * position in a list. Costs a row little, and next to nothing if all positions have the same value
 * or none. A row may have another value all the same.
 */
public final class ListedColumn extends FlatColumn {

  private static final int NONE = -1;

  /** The distinct values in the PLAIN encoding, where each ends, and which one a position has. */
  private final PlainBuffer values = new PlainBuffer();

  private final int[] ends;
  private final int[] valueAt;
  private final boolean constant;
  private final Extremes extremes;

  /** The number that each distinct value has in this row group's dictionary. */
  private final int[] numberOf;

  private final ValueDictionary dictionary = new ValueDictionary(Integer.MAX_VALUE);
  private final PlainBuffer other = new PlainBuffer();
  private int[] numbers = new int[1 << 10];
  private int count;
  private int last;

  /** Rows of the current page that have been given a value or none. */
  private int filled;

  private ListedColumn(ColumnDescriptor descriptor, List<byte[]> listed) {
    super(descriptor);
    Map<Binary, Integer> distinct = new LinkedHashMap<>();
    valueAt = new int[listed.size()];
    for (int position = 0; position < valueAt.length; position++) {
      byte[] value = listed.get(position);
      valueAt[position] =
          value == null
              ? NONE
              : distinct.computeIfAbsent(Binary.fromConstantByteArray(value), v -> distinct.size());
    }
    ends = new int[distinct.size()];
    distinct.forEach((value, number) -> ends[number] = put(values, value.getBytesUnsafe()));
    numberOf = new int[ends.length];
    constant = Arrays.stream(valueAt).distinct().count() <= 1;
    extremes = Extremes.of(descriptor.getPrimitiveType());
  }

  private int put(PlainBuffer plain, byte[] value) {
    switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
      case BINARY -> plain.putBinary(value, 0, value.length);
      case INT32 -> plain.putBytes(value, 0, Integer.BYTES);
      case INT64 -> plain.putBytes(value, 0, Long.BYTES);
      default ->
          throw new IllegalArgumentException("column " + descriptor + " cannot list its values");
    }
    return plain.length();
  }

  /**
   * Returns a BINARY column.
   *
   * @param values the values, without their length; null where there is none
   */
  public static ListedColumn of(ColumnDescriptor descriptor, List<byte[]> values) {
    return new ListedColumn(descriptor, values);
  }

  /** Returns an INT64 or INT32 column of values that fit it. */
  public static ListedColumn ofNumbers(ColumnDescriptor descriptor, List<? extends Number> values) {
    return new ListedColumn(descriptor, values.stream().map(ListedColumn::plain).toList());
  }

  private static byte[] plain(Number value) {
    PlainBuffer plain = new PlainBuffer();
    plain.putLong(value.longValue());
    return Arrays.copyOf(plain.array(), plain.length());
  }

  /** Returns an optional column that is null in every row. */
  public static ListedColumn nulls(ColumnDescriptor descriptor) {
    return new ListedColumn(descriptor, List.of());
  }

  /** Returns whether all positions have the same value, or none, so that none has to be named. */
  public boolean isConstant() {
    return constant;
  }

  /** Adds the next row's value, given by its position in the list; not to a constant column. */
  public void add(int position) {
    addListed(valueAt[position]);
  }

  /** Adds a value that is not in the list to a BINARY column. */
  public void addOther(byte[] value) {
    if (constant) {
      fill(rows.pageRows());
    }
    filled++;
    present();
    other.truncate(0);
    int end = put(other, value);
    extremes.add(other.array(), 0, end);
    addNumber(dictionary.numberOf(other.array(), 0, end));
  }

  /** Adds a value that is not in the list to an INT64 or INT32 column that it fits. */
  public void addOther(long value) {
    addOther(plain(value));
  }

  /** Gives the first {@code rows} rows of the page the constant, if they have nothing yet. */
  private void fill(int rows) {
    int value = valueAt.length == 0 ? NONE : valueAt[0];
    while (filled < rows) {
      addListed(value);
    }
  }

  private void addListed(int value) {
    filled++;
    if (value == NONE) {
      absent();
      return;
    }
    present();
    if (value != last) {
      last = value;
      use(value);
    }
    addNumber(numberOf[value]);
  }

  private void use(int value) {
    int start = value == 0 ? 0 : ends[value - 1];
    extremes.add(values.array(), start, ends[value]);
    if (numberOf[value] == NONE) {
      numberOf[value] = dictionary.numberOf(values.array(), start, ends[value]);
    }
  }

  private void addNumber(int number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = number;
  }

  @Override
  void startRowGroup(ColumnChunkPageWriteStore store) {
    super.startRowGroup(store);
    Arrays.fill(numberOf, NONE);
    dictionary.clear();
    startPage();
  }

  private void startPage() {
    count = 0;
    last = NONE;
    filled = 0;
  }

  @Override
  void endPage(int rows) throws IOException {
    if (constant) {
      fill(rows);
    }
    if (count == 0) {
      writePage(rows, EMPTY, Encoding.PLAIN, extremes, 0);
    } else {
      writePage(
          rows,
          encoded(numbers, count, dictionary.size()),
          Encoding.PLAIN_DICTIONARY,
          extremes,
          count);
    }
    startPage();
  }

  @Override
  void endRowGroup(ColumnChunkPageWriteStore store) throws IOException {
    if (dictionary.size() > 0) {
      writeDictionary(dictionary.values(), dictionary.size());
    }
  }
}
