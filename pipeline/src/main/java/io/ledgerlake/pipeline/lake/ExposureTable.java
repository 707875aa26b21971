package io.ledgerlake.pipeline.lake;

import static org.apache.iceberg.types.Types.NestedField.required;

import io.ledgerlake.schemas.contract.Contract;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

/**
 * The aggregate {@code month_end_exposure} of a dataset: what was still in quarantine when its
 * months were closed. Each version of a month's balances has its own rows, or none where nothing
 * was.
 */
public final class ExposureTable {

  /** The aggregate's name. */
  public static final String NAME = "month_end_exposure";

  private ExposureTable() {}

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
    return tables.aggregate(NAME, schema, spec(schema), LakeTables.properties(contract));
  }

  static PartitionSpec spec(Schema schema) {
    return PartitionSpec.builderFor(schema).identity("month").build();
  }

  /** Returns the columns of a dataset's month-end exposure. */
  public static Schema schema(Contract contract) {
    return new Schema(
        required(1, "month", Types.StringType.get(), "YYYY-MM that was closed"),
        required(
            2,
            "event_month",
            Types.StringType.get(),
            "of the rows: the month, earlier, or unknown where the row does not say"),
        required(3, "currency", Types.StringType.get(), "ISO 4217 code; ? where it cannot be read"),
        required(4, "open_rows", Types.LongType.get(), "rows still in quarantine"),
        required(
            5,
            "amount",
            Types.DecimalType.of(38, MonthEndTable.scale(contract)),
            "the sum of those amounts that can be read"),
        required(
            6, "rows_without_amount", Types.LongType.get(), "rows whose amount cannot be read"),
        required(7, "version", Types.IntegerType.get(), "the version of the month's balances"),
        required(8, "ledger_seq", Types.LongType.get(), "runs up to here were looked at"));
  }
}
