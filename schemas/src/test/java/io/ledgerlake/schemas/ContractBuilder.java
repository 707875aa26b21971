package io.ledgerlake.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contract.FileRules;
import io.ledgerlake.schemas.contract.Contract.Thresholds;
import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Builds contracts by hand: the first field is the key, and roles go by the fields' names. */
public final class ContractBuilder {
  private final List<FieldBuilder> fields = new ArrayList<>();
  private List<String> key = List.of();
  private Charset encoding = UTF_8;
  private ColumnMode columnMode = ColumnMode.REORDER;

  private ContractBuilder(FieldBuilder... fields) {
    this.fields.addAll(Arrays.asList(fields));
  }

  public static ContractBuilder contract(FieldBuilder... fields) {
    return new ContractBuilder(fields);
  }

  /** The fields {@code id}, {@code amount} decimal(18,4), {@code currency} and {@code at}. */
  public static ContractBuilder money() {
    return contract(
        FieldBuilder.field(1, "id", new FieldType.Text()).required(),
        FieldBuilder.field(2, "amount", new FieldType.Decimal(18, 4)).required(),
        FieldBuilder.field(3, "currency", new FieldType.Text()).required(),
        FieldBuilder.field(4, "at", new FieldType.Timestamp()).required());
  }

  public ContractBuilder and(FieldBuilder field) {
    fields.add(field);
    return this;
  }

  /** Puts a field in the place of the one of its name. */
  public ContractBuilder with(FieldBuilder field) {
    String name = field.build().name();
    fields.replaceAll(f -> f.build().name().equals(name) ? field : f);
    return this;
  }

  public ContractBuilder key(String... names) {
    key = List.of(names);
    return this;
  }

  public ContractBuilder encoding(Charset charset) {
    encoding = charset;
    return this;
  }

  public ContractBuilder columnMode(ColumnMode mode) {
    columnMode = mode;
    return this;
  }

  public Contract build() {
    List<Field> built = fields.stream().map(FieldBuilder::build).toList();
    return new Contract(
        "test",
        1,
        built,
        key.isEmpty() ? List.of(built.get(0).name()) : key,
        "at",
        Optional.empty(),
        named(built, "amount"),
        named(built, "currency"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        "UTC",
        new Dialect((byte) ',', (byte) '"', encoding, List.of(), columnMode),
        new FileRules(List.of(), false),
        new Thresholds("0.05", 100),
        "{}",
        "0".repeat(64),
        "a test");
  }

  private static Optional<String> named(List<Field> fields, String name) {
    return fields.stream().map(Field::name).filter(name::equals).findFirst();
  }
}
