package io.ledgerlake.schemas.record;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which column of a file belongs to which field. The file's header has been accepted before; what
 * is refused here is a caller's mistake.
 */
final class HeaderColumns {

  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<Integer> unknown = new ArrayList<>();

  /**
   * Binds a header's names to a contract's fields.
   *
   * @throws IllegalArgumentException if a column belongs to no field and is not to be rescued, a
   *     field has two columns, or a required field without a default has none
   */
  HeaderColumns(Contract contract, List<String> header) {
    for (int i = 0; i < header.size(); i++) {
      bind(contract, header.get(i), i);
    }
    for (Field field : contract.fields()) {
      boolean needed =
          field.required() && field.defaultText().isEmpty() && field.constantText().isEmpty();
      if (needed && !columns.containsKey(field.name())) {
        throw new IllegalArgumentException(
            "required column " + field.source() + " is not in the header " + header);
      }
    }
  }

  private void bind(Contract contract, String name, int column) {
    for (Field field : contract.fields()) {
      boolean named = name.equals(field.source()) || field.aliases().contains(name);
      if (named && field.constantText().isEmpty()) {
        if (columns.putIfAbsent(field.name(), column) != null) {
          throw new IllegalArgumentException(
              "field " + field.name() + " has two columns, the second is " + name);
        }
        return;
      }
    }
    if (contract.dialect().columnMode() != ColumnMode.RESCUE) {
      throw new IllegalArgumentException(
          "column " + name + " belongs to no field of contract " + contract.dataset());
    }
    unknown.add(column);
  }

  /** Returns the index of a field's column, or {@link FieldRule#ABSENT}. */
  int of(Field field) {
    return columns.getOrDefault(field.name(), FieldRule.ABSENT);
  }

  /** Returns the indexes of the columns that belong to no field. */
  int[] unknown() {
    return unknown.stream().mapToInt(Integer::intValue).toArray();
  }
}
