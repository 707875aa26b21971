package io.ledgerlake.transforms.settle;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Contracts built by hand, so that these tests stand without the loader. */
public final class TestContracts {

  private TestContracts() {}

  /** Returns a feed of transactions with one optional field. */
  public static Contract transactions() {
    return of(
        List.of(
            field(1, "transaction_id", new FieldType.Text(), true, null, null),
            field(2, "customer_id", new FieldType.Text(), true, null, null),
            field(3, "amount", new FieldType.Decimal(18, 4), true, null, null),
            field(4, "currency", new FieldType.Text(), true, null, null),
            field(5, "event_time", new FieldType.Timestamp(), true, null, null),
            field(6, "note", new FieldType.Text(), false, null, null)));
  }

  /** Returns {@link #transactions} with more fields. */
  public static Contract with(Field... more) {
    List<Field> fields = new ArrayList<>(transactions().fields());
    fields.addAll(List.of(more));
    return of(fields);
  }

  /** Returns a contract of other fields, whose key, amount and so on have the usual names. */
  public static Contract of(List<Field> fields) {
    return new Contract(
        "transactions",
        1,
        fields,
        List.of("transaction_id"),
        "event_time",
        Optional.of("customer_id"),
        Optional.of("amount"),
        Optional.of("currency"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        "UTC",
        new Dialect((byte) ',', (byte) '"', StandardCharsets.UTF_8, List.of(), ColumnMode.REORDER),
        new Contract.FileRules(List.of(), false),
        new Contract.Thresholds("0.05", 100),
        "{}",
        "00",
        "transactions.avsc");
  }

  /** Returns a contract with another column mode. */
  public static Contract withColumnMode(Contract c, ColumnMode mode) {
    Dialect d = c.dialect();
    return new Contract(
        c.dataset(),
        c.version(),
        c.fields(),
        c.key(),
        c.eventTime(),
        c.account(),
        c.amount(),
        c.currency(),
        c.balance(),
        c.openings(),
        c.orderBy(),
        c.reportingZone(),
        new Dialect(d.delimiter(), d.quote(), d.encoding(), d.columns(), mode),
        c.files(),
        c.thresholds(),
        c.json(),
        c.sha256(),
        c.source());
  }

  /** Returns a field without further rules. */
  public static Field field(
      int id, String name, FieldType type, boolean required, String byDefault, String constant) {
    return new Field(
        id,
        name,
        type,
        name,
        List.of(),
        required,
        Optional.ofNullable(byDefault),
        Optional.ofNullable(constant),
        true,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        '.',
        Optional.empty(),
        false);
  }
}
