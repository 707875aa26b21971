package io.ledgerlake.transforms.zone;

import io.ledgerlake.transforms.parquet.CheckedReads;
import io.ledgerlake.transforms.record.FileTally;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Counts a written file's rows and money again, from nothing but the file: it shares no code with
 * the writer, so that a defect there shows as books that disagree. Reads three columns, without
 * assembling rows.
 */
public final class ParquetRecount {

  private final Map<String, Integer> ordinals = new HashMap<>();
  private final Optional<String> amount;
  private final Optional<String> currency;

  /**
   * @param fileIds the id of every planned file, by ordinal
   * @param amount the column that is money, if there is one
   * @param currency the column that holds its currency, if there is one
   */
  public ParquetRecount(List<String> fileIds, Optional<String> amount, Optional<String> currency) {
    for (int ordinal = 0; ordinal < fileIds.size(); ordinal++) {
      ordinals.put(fileIds.get(ordinal), ordinal);
    }
    this.amount = amount;
    this.currency = currency;
  }

  /**
   * Counts a file.
   *
   * @return per input file: rows, rows whose amount is null, and the sum of amounts per currency
   *     ({@link FileTally#NO_CURRENCY} where that is null), by file ordinal
   * @throws IOException if the file cannot be read, or does not hold the rows it was written with
   */
  public Collection<FileTally> count(WrittenFile file, ZoneSource source) throws IOException {
    Totals totals = new Totals();
    try (SeekableByteChannel channel = source.open(file.zone(), file.path());
        ParquetFileReader reader =
            ParquetFileReader.open(new ChannelInputFile(channel), CheckedReads.options())) {
      if (channel.size() != file.bytes()) {
        throw new IOException("it has " + channel.size() + " bytes, not " + file.bytes());
      }
      countRowGroups(reader, totals);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "cannot recount "
              + file.zone().folder()
              + " data file "
              + file.path()
              + ": "
              + (e.getMessage() == null ? e : e.getMessage())
              + "; nothing is published, run again with the same run id",
          e);
    }
    if (totals.rows() != file.rows()) {
      throw new IOException(
          file.zone().folder()
              + " data file "
              + file.path()
              + " holds "
              + totals.rows()
              + " rows, but "
              + file.rows()
              + " were written; nothing is published, run again with the same run id");
    }
    return totals.tallies();
  }

  private void countRowGroups(ParquetFileReader reader, Totals totals) throws IOException {
    MessageType stored = reader.getFileMetaData().getSchema();
    String createdBy = reader.getFileMetaData().getCreatedBy();
    KeyColumn files = new KeyColumn(column(stored, ZoneColumns.FILE_ID), this::ordinal);
    KeyColumn currencies =
        currency.map(c -> new KeyColumn(column(stored, c), totals::currency)).orElse(null);
    AmountColumn amounts = amount.map(a -> new AmountColumn(column(stored, a))).orElse(null);
    totals.scale = amounts == null ? 0 : amounts.scale;
    List<Column> columns = new ArrayList<>();
    columns.add(files);
    if (amounts != null) {
      columns.add(amounts);
      if (currencies != null) {
        columns.add(currencies);
      }
    }
    List<Type> types = columns.stream().map(c -> (Type) c.type).toList();
    MessageType requested = new MessageType(stored.getName(), types);
    reader.setRequestedSchema(requested);
    for (PageReadStore pages = reader.readNextRowGroup();
        pages != null;
        pages = reader.readNextRowGroup()) {
      ColumnReadStoreImpl store =
          new ColumnReadStoreImpl(pages, new Root(columns), requested, createdBy);
      for (Column column : columns) {
        column.open(store, requested);
      }
      countRows(pages.getRowCount(), files, currencies, amounts, totals);
    }
  }

  private static void countRows(
      long rows, KeyColumn files, KeyColumn currencies, AmountColumn amounts, Totals totals) {
    for (long row = 0; row < rows; row++) {
      boolean known = files.next();
      if (!known) {
        throw new IllegalStateException("a row has no " + ZoneColumns.FILE_ID);
      }
      FileTotal total = totals.file(files.current);
      total.rows++;
      if (amounts == null) {
        total.withoutAmount++;
        continue;
      }
      int code = currencies != null && currencies.next() ? currencies.current : Totals.UNKNOWN;
      if (amounts.next()) {
        total.sum(code).add(amounts);
      } else {
        total.withoutAmount++;
      }
    }
  }

  private int ordinal(String fileId) {
    Integer ordinal = ordinals.get(fileId);
    if (ordinal == null) {
      throw new IllegalStateException(
          "it holds a row of file " + fileId + ", which is not planned");
    }
    return ordinal;
  }

  private static PrimitiveType column(MessageType schema, String name) {
    if (!schema.containsField(name)) {
      throw new IllegalStateException("it has no column " + name);
    }
    return schema.getType(name).asPrimitiveType();
  }

  /** A column that is being read, value by value. */
  private abstract static class Column extends PrimitiveConverter {
    final PrimitiveType type;
    private ColumnReader reader;
    private int maxLevel;

    Column(PrimitiveType type) {
      this.type = type;
    }

    void open(ColumnReadStoreImpl store, MessageType requested) {
      String[] path = {type.getName()};
      reader = store.getColumnReader(requested.getColumnDescription(path));
      maxLevel = requested.getMaxDefinitionLevel(path);
    }

    /** Takes the next row's value; returns false when it is null. */
    boolean next() {
      boolean present = reader.getCurrentDefinitionLevel() == maxLevel;
      if (present) {
        reader.writeCurrentValueToConverter();
      }
      reader.consume();
      return present;
    }
  }

  /** A text column with few values, each standing for a number; usually read by dictionary. */
  private static final class KeyColumn extends Column {
    private final ToIntFunction<String> numbering;
    private final Map<Binary, Integer> seen = new HashMap<>();
    private int[] numbers = {};
    int current;

    KeyColumn(PrimitiveType type, ToIntFunction<String> numbering) {
      super(type);
      this.numbering = numbering;
    }

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary dictionary) {
      numbers = new int[dictionary.getMaxId() + 1];
      for (int id = 0; id < numbers.length; id++) {
        numbers[id] = number(dictionary.decodeToBinary(id));
      }
    }

    @Override
    public void addValueFromDictionary(int dictionaryId) {
      current = numbers[dictionaryId];
    }

    @Override
    public void addBinary(Binary value) {
      Integer number = seen.get(value);
      if (number == null) {
        number = number(value);
        seen.put(value.copy(), number);
      }
      current = number;
    }

    private int number(Binary value) {
      return numbering.applyAsInt(new String(value.getBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The amount column; the current value is in {@code big} if it does not fit a {@code long}. */
  private static final class AmountColumn extends Column {
    final int scale;
    long current;
    BigInteger big;

    AmountColumn(PrimitiveType type) {
      super(type);
      if (!(type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal)) {
        throw new IllegalStateException("its column " + type.getName() + " is no decimal");
      }
      scale = decimal.getScale();
    }

    @Override
    public void addInt(int value) {
      addLong(value);
    }

    @Override
    public void addLong(long value) {
      current = value;
      big = null;
    }

    @Override
    public void addBinary(Binary value) {
      BigInteger unscaled = new BigInteger(value.getBytesUnsafe());
      if (unscaled.bitLength() < Long.SIZE) {
        addLong(unscaled.longValue());
      } else {
        big = unscaled;
      }
    }
  }

  /** Leads Parquet from a column's position to its receiver. */
  private static final class Root extends GroupConverter {
    private final List<Column> columns;

    Root(List<Column> columns) {
      this.columns = columns;
    }

    @Override
    public Converter getConverter(int index) {
      return columns.get(index);
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }

  /** What was counted so far. */
  private static final class Totals {
    static final int UNKNOWN = 0;

    private final List<String> currencies = new ArrayList<>(List.of(FileTally.NO_CURRENCY));
    private final Map<String, Integer> numbers = new HashMap<>();
    private final TreeMap<Integer, FileTotal> files = new TreeMap<>();
    private FileTotal[] byOrdinal = {};
    int scale;

    int currency(String code) {
      return numbers.computeIfAbsent(
          code,
          c -> {
            currencies.add(c);
            return currencies.size() - 1;
          });
    }

    FileTotal file(int ordinal) {
      if (ordinal >= byOrdinal.length) {
        byOrdinal = Arrays.copyOf(byOrdinal, ordinal + 1);
      }
      if (byOrdinal[ordinal] == null) {
        byOrdinal[ordinal] = new FileTotal();
        files.put(ordinal, byOrdinal[ordinal]);
      }
      return byOrdinal[ordinal];
    }

    long rows() {
      return files.values().stream().mapToLong(total -> total.rows).sum();
    }

    List<FileTally> tallies() {
      List<FileTally> tallies = new ArrayList<>();
      files.forEach(
          (ordinal, total) -> {
            FileTally tally = new FileTally(ordinal);
            tally.addRows(total.rows);
            tally.addWithoutAmount(total.withoutAmount);
            for (int code = 0; code < total.sums.length; code++) {
              if (total.sums[code] != null) {
                tally.addAmount(currencies.get(code), total.sums[code].total(scale));
              }
            }
            tallies.add(tally);
          });
      return tallies;
    }
  }

  /** Rows and sums of one input file. */
  private static final class FileTotal {
    long rows;
    long withoutAmount;
    Sum[] sums = new Sum[4];

    Sum sum(int currency) {
      if (currency >= sums.length) {
        sums = Arrays.copyOf(sums, 2 * currency);
      }
      if (sums[currency] == null) {
        sums[currency] = new Sum();
      }
      return sums[currency];
    }
  }

  /** An exact sum that leaves the {@code long} before it would overflow. */
  private static final class Sum {
    private long small;
    private BigInteger large = BigInteger.ZERO;

    void add(AmountColumn amount) {
      if (amount.big != null) {
        large = large.add(amount.big);
        return;
      }
      long before = small;
      small = before + amount.current;
      if (((before ^ small) & (amount.current ^ small)) < 0) {
        large = large.add(BigInteger.valueOf(before));
        small = amount.current;
      }
    }

    BigDecimal total(int scale) {
      return new BigDecimal(large.add(BigInteger.valueOf(small)), scale);
    }
  }
}
