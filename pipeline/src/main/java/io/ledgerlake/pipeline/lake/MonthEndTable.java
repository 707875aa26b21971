package io.ledgerlake.pipeline.lake;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.FieldType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The aggregate {@code month_end_balances} of a dataset: what its closed months ended with, by
 * month. A balance is never changed; a later version is added.
 */
public final class MonthEndTable {

  /** The aggregate's name. */
  public static final String NAME = "month_end_balances";

  private static final int VERSION_ID = 5;
  private static final int LEDGER_SEQ_ID = 8;
  private static final int OPENINGS_SEQ_ID = 9;

  private MonthEndTable() {}

  /**
   * How a closed month stands.
   *
   * @param version its latest version, from 1
   * @param ledgerSeq the journal's entry up to which runs were looked at for that version
   * @param openingsSeq the same of the journal of the opening balances; 0: there were none
   */
  public record Closed(int version, long ledgerSeq, long openingsSeq) {

    private Closed later(Closed other) {
      return version >= other.version ? this : other;
    }
  }

  /** Returns its name among all aggregates, in the engines. */
  public static String relation(Contract contract) {
    return contract.dataset() + "_" + NAME;
  }

  /** Loads the table, or returns nothing when no month was ever closed. */
  public static Optional<Table> find(LakeTables tables) {
    return tables.findAggregate(NAME);
  }

  /** Loads the table, and creates it if need be. */
  public static Table prepare(LakeTables tables, Contract contract) {
    Schema schema = schema(contract);
    Map<String, String> properties = LakeTables.properties(contract);
    for (String column : new String[] {"version", "ledger_seq", "openings_seq"}) {
      properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + column, "full");
    }
    return tables.aggregate(NAME, schema, spec(schema), properties);
  }

  static PartitionSpec spec(Schema schema) {
    return PartitionSpec.builderFor(schema).identity("month").build();
  }

  /** Returns the columns of a dataset's month-end balances. */
  public static Schema schema(Contract contract) {
    Type money = Types.DecimalType.of(38, scale(contract));
    return new Schema(
        required(1, "account", account(contract), "the account"),
        required(2, "currency", Types.StringType.get(), "ISO 4217 code of the balance"),
        required(3, "month", Types.StringType.get(), "YYYY-MM, in the contract's reporting zone"),
        optional(4, "balance", money, "at the month's end; null: taken back, the account has none"),
        required(VERSION_ID, "version", Types.IntegerType.get(), "1 at the close"),
        optional(6, "delta", money, "what a later version adds to the one before"),
        optional(7, "caused_by", Types.StringType.get(), "the runs that made a later version"),
        required(LEDGER_SEQ_ID, "ledger_seq", Types.LongType.get(), "runs up to here are in it"),
        required(OPENINGS_SEQ_ID, "openings_seq", Types.LongType.get(), "and these of openings"),
        optional(
            10, "processed_snapshot", Types.LongType.get(), "the snapshot it was summed from"));
  }

  private static Type account(Contract contract) {
    FieldType type = contract.field(contract.account().orElseThrow()).type();
    if (type instanceof FieldType.Int32) {
      return Types.IntegerType.get();
    }
    return type instanceof FieldType.Int64 ? Types.LongType.get() : Types.StringType.get();
  }

  /** Balances keep every decimal that the field has from which they are made. */
  public static int scale(Contract contract) {
    String money = contract.balance().orElse(contract.amount().orElseThrow());
    return ((FieldType.Decimal) contract.field(money).type()).scale();
  }

  /** Returns the closed months, from the table's metadata alone. */
  public static SortedMap<YearMonth, Closed> closed(Optional<Table> table) {
    SortedMap<YearMonth, Closed> months = new TreeMap<>();
    if (table.isEmpty()) {
      return months;
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.get().newScan().includeColumnStats().planFiles()) {
      for (FileScanTask task : tasks) {
        YearMonth month = YearMonth.parse(task.file().partition().get(0, CharSequence.class));
        Closed closed =
            new Closed(
                (Integer) greatest(table.get(), task, VERSION_ID),
                (Long) greatest(table.get(), task, LEDGER_SEQ_ID),
                (Long) greatest(table.get(), task, OPENINGS_SEQ_ID));
        months.merge(month, closed, Closed::later);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + table.get().name() + " cannot be listed", e);
    }
    return months;
  }

  private static Object greatest(Table table, FileScanTask task, int column) {
    return Conversions.fromByteBuffer(
        table.schema().findType(column), task.file().upperBounds().get(column));
  }
}
