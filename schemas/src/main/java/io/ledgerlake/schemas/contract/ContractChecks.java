package io.ledgerlake.schemas.contract;

import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.currency.CurrencyTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the fields of a contract and its dataset's properties must agree on. */
final class ContractChecks {

  private final Contract contract;
  private final Set<String> declared;
  private final JsonProperties dataset;
  private final Problems problems;
  private final Map<String, Field> byName = new HashMap<>();

  private ContractChecks(
      Contract contract, Set<String> declared, JsonProperties dataset, Problems problems) {
    this.contract = contract;
    this.declared = declared;
    this.dataset = dataset;
    this.problems = problems;
  }

  /**
   * Reports every disagreement.
   *
   * @param declared names of all fields, also of those that could not be read
   */
  static void check(
      Contract contract, Set<String> declared, JsonProperties dataset, Problems problems) {
    ContractChecks checks = new ContractChecks(contract, declared, dataset, problems);
    checks.names();
    checks.ids();
    checks.headers();
    checks.columns();
    checks.key();
    checks.eventTime();
    checks.money();
    checks.order();
  }

  /** Athena and Glue ignore letter case in column names. */
  private void names() {
    Map<String, String> seen = new HashMap<>();
    for (Field field : contract.fields()) {
      String other = seen.putIfAbsent(field.name().toLowerCase(Locale.ROOT), field.name());
      if (other != null) {
        problems.add(
            place(field),
            "\"name\" is taken by another field, \""
                + other
                + "\"; names must differ in more than"
                + " letter case");
      }
      byName.putIfAbsent(field.name(), field);
    }
  }

  private void ids() {
    Map<Integer, Field> seen = new HashMap<>();
    for (Field field : contract.fields()) {
      Field other = seen.putIfAbsent(field.id(), field);
      if (other != null) {
        problems.add(
            place(field),
            "\"id\" " + field.id() + " is taken by field " + other.name() + "; expected a new one");
      }
    }
  }

  private void headers() {
    Map<String, Field> seen = new HashMap<>();
    for (Field field : contract.fields()) {
      for (String header : headers(field)) {
        Field other = seen.putIfAbsent(header, field);
        if (other != null) {
          problems.add(
              place(field),
              "the header name \""
                  + header
                  + "\" ("
                  + (header.equals(field.source()) ? "source" : "alias")
                  + ") is taken by field "
                  + other.name()
                  + "; a column binds to one field, once");
        }
      }
    }
  }

  private static List<String> headers(Field field) {
    if (field.constantText().isPresent()) {
      return List.of();
    }
    return Stream.concat(Stream.of(field.source()), field.aliases().stream()).toList();
  }

  /** A column list stands for the header, so it must bind as a header must. */
  private void columns() {
    if (contract.dialect().hasHeader()) {
      return;
    }
    List<String> columns = contract.dialect().columns();
    Set<String> unbound = new HashSet<>(columns);
    for (Field field : contract.fields()) {
      List<String> bound = headers(field).stream().filter(columns::contains).toList();
      unbound.removeAll(bound);
      if (bound.isEmpty() && field.required() && field.constantText().isEmpty()) {
        problems.add(
            place(field),
            "\"source\" \""
                + field.source()
                + "\" is not in \"csv.columns\": "
                + String.join(", ", columns));
      } else if (bound.size() > 1) {
        problems.add(
            place(field), "binds to several of \"csv.columns\": " + String.join(", ", bound));
      }
    }
    if (contract.dialect().columnMode() != ColumnMode.RESCUE) {
      columns.stream()
          .filter(unbound::contains)
          .forEach(
              column ->
                  dataset.problem(
                      "\"csv.columns\" has \""
                          + column
                          + "\", which is no field's \"source\"; add a field, or keep it with"
                          + " columnMode rescue"));
    }
  }

  private void key() {
    for (String name : contract.key()) {
      find("key", name)
          .ifPresent(
              field -> {
                mustBeRequired("key", field);
                if (!field.trim()) {
                  problems.add(
                      place(field), "\"trim\" is false, but a key is always trimmed; leave it out");
                }
                if (field.constantText().isPresent()) {
                  problems.add(place(field), "is in \"key\", but a constant identifies no record");
                }
              });
    }
  }

  private void eventTime() {
    if (contract.eventTime().isEmpty()) {
      return; // Reported as missing.
    }
    find("eventTime", contract.eventTime())
        .ifPresent(
            field -> {
              mustBeRequired("eventTime", field);
              if (!(field.type() instanceof FieldType.Date
                  || field.type() instanceof FieldType.Timestamp)) {
                problems.add(
                    place(field), "is \"eventTime\", expected the type date or timestamp-micros");
              }
            });
  }

  private void money() {
    contract.account().flatMap(name -> find("account", name)).ifPresent(this::account);
    contract.amount().flatMap(name -> find("amount", name)).ifPresent(this::amount);
    contract.currency().flatMap(name -> find("currency", name)).ifPresent(this::currency);
    contract.balance().flatMap(name -> find("balance", name)).ifPresent(this::balance);
    if (contract.amount().isPresent() && contract.currency().isEmpty()) {
      dataset.problem(
          "\"amount\" is given without \"currency\", expected the name of the currency's field; a"
              + " feed in one currency has a field with \"constantText\"");
    }
    if (contract.currency().isPresent() && contract.amount().isEmpty()) {
      dataset.problem("\"currency\" is given without \"amount\", expected both or neither");
    }
    if (contract.account().isPresent() && contract.amount().isEmpty()) {
      dataset.problem("\"account\" is given without \"amount\", of which its balances are made");
    }
    if (contract.balance().isPresent() && contract.account().isEmpty()) {
      dataset.problem("\"balance\" is given without \"account\", whose balance it is");
    }
    if (contract.openings().isPresent() && contract.account().isEmpty()) {
      dataset.problem("\"openings\" is given without \"account\", whose balances they open");
    }
    if (contract.openings().isPresent() && contract.balance().isPresent()) {
      dataset.problem(
          "\"openings\" is given with \"balance\"; a feed that brings its balances opens itself");
    }
  }

  private void account(Field field) {
    mustBeRequired("account", field);
    if (!(isText(field)
        || field.type() instanceof FieldType.Int32
        || field.type() instanceof FieldType.Int64)) {
      problems.add(place(field), "is \"account\", expected the type string, enum, int or long");
    }
  }

  private void amount(Field field) {
    mustBeRequired("amount", field);
    if (!(field.type() instanceof FieldType.Decimal)) {
      problems.add(place(field), "is \"amount\", expected the type bytes with logicalType decimal");
    }
  }

  private void balance(Field field) {
    mustBeRequired("balance", field);
    if (!(field.type() instanceof FieldType.Decimal)) {
      problems.add(
          place(field), "is \"balance\", expected the type bytes with logicalType decimal");
    }
  }

  private void currency(Field field) {
    mustBeRequired("currency", field);
    if (!isText(field)) {
      problems.add(place(field), "is \"currency\", expected the type string or enum");
    }
    codes(field, "constantText", field.constantText().stream());
    codes(field, "defaultText", field.defaultText().stream());
    codes(field, "allowed", field.allowed().stream());
    if (field.type() instanceof FieldType.Enumeration type) {
      codes(field, "symbols", type.symbols().stream());
    }
  }

  /** A contract written for a code that ISO 4217 does not have would reject every such row. */
  private void codes(Field field, String property, Stream<String> codes) {
    CurrencyTable table = CurrencyTable.iso4217();
    codes
        .filter(code -> table.slot(code) == CurrencyTable.UNKNOWN)
        .forEach(
            code ->
                problems.add(
                    place(field),
                    "\""
                        + property
                        + "\" has \""
                        + code
                        + "\", expected ISO 4217 codes, such as EUR (table of "
                        + table.version()
                        + ")"));
  }

  private void order() {
    if (!dataset.has("orderBy")) {
      return; // Made of event time and key, which have been checked.
    }
    for (String name : contract.orderBy()) {
      find("orderBy", name).ifPresent(field -> mustBeRequired("orderBy", field));
    }
  }

  private static boolean isText(Field field) {
    return field.type() instanceof FieldType.Text || field.type() instanceof FieldType.Enumeration;
  }

  private void mustBeRequired(String role, Field field) {
    if (!field.required() && field.defaultText().isEmpty() && field.constantText().isEmpty()) {
      problems.add(
          place(field),
          "is in \""
              + role
              + "\" but optional; take null out of its \"type\" or give it a"
              + " \"defaultText\"");
    }
  }

  private Optional<Field> find(String property, String name) {
    Field field = byName.get(name);
    if (field == null && !declared.contains(name)) {
      dataset.problem(
          "\""
              + property
              + "\" names \""
              + name
              + "\", which is no field"
              + NearestName.suggestion(name, declared));
    }
    return Optional.ofNullable(field);
  }

  private static String place(Field field) {
    return "field " + field.name();
  }
}
