package io.ledgerlake.schemas.record;

import io.ledgerlake.schemas.contract.ColumnBinding;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.Field;
import java.util.List;

/**
 * The columns of a file whose header has been accepted before; what is refused here is a caller's
 * mistake, which would otherwise lose a column without a word.
 */
final class HeaderColumns {

  private final Contract contract;
  private final List<String> header;
  private final ColumnBinding binding;

  /**
   * Binds a header's names to a contract's fields.
   *
   * @throws IllegalArgumentException if a column belongs to no field and is not to be rescued, a
   *     field has two columns, or a required field without a default has none
   */
  HeaderColumns(Contract contract, List<String> header) {
    this.contract = contract;
    this.header = header;
    binding = ColumnBinding.of(contract, header);
    for (int i = 0; i < contract.fields().size(); i++) {
      check(contract.fields().get(i), binding.columns(i));
    }
    if (!binding.unbound().isEmpty() && contract.dialect().columnMode() != ColumnMode.RESCUE) {
      throw new IllegalArgumentException(
          "column "
              + header.get(binding.unbound().get(0))
              + " belongs to no field of contract "
              + contract.dataset());
    }
  }

  private void check(Field field, List<Integer> columns) {
    boolean needed =
        field.required() && field.defaultText().isEmpty() && field.constantText().isEmpty();
    if (needed && columns.isEmpty()) {
      throw new IllegalArgumentException(
          "required column " + field.source() + " is not in the header " + header);
    }
    if (columns.size() > 1) {
      throw new IllegalArgumentException(
          "field "
              + field.name()
              + " has two columns, the second is "
              + header.get(columns.get(1)));
    }
  }

  /** Returns the index of a field's column, or {@link FieldRule#ABSENT}. */
  int of(Field field) {
    return binding.column(contract.fields().indexOf(field));
  }

  /** Returns the indexes of the columns that belong to no field. */
  int[] unknown() {
    return binding.unbound().stream().mapToInt(Integer::intValue).toArray();
  }
}
