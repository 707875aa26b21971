package io.ledgerlake.schemas.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which column of a file is which field of a contract: the one rule of binding. A column binds to
 * the field whose {@link Field#source} or one of whose {@link Field#aliases} is its name, letter
 * for letter. A field with a constant binds to no column.
 */
public final class ColumnBinding {

  private final List<List<Integer>> columns = new ArrayList<>();
  private final List<Integer> unbound = new ArrayList<>();

  private ColumnBinding(int fields) {
    for (int i = 0; i < fields; i++) {
      columns.add(new ArrayList<>(1));
    }
  }

  /**
   * Binds a header.
   *
   * @param header the columns' names, in file order
   */
  public static ColumnBinding of(Contract contract, List<String> header) {
    Map<String, Integer> fields = new HashMap<>();
    for (int i = 0; i < contract.fields().size(); i++) {
      Field field = contract.fields().get(i);
      if (field.constantText().isEmpty()) {
        fields.put(field.source(), i);
        for (String alias : field.aliases()) {
          fields.put(alias, i);
        }
      }
    }
    ColumnBinding binding = new ColumnBinding(contract.fields().size());
    for (int column = 0; column < header.size(); column++) {
      Integer field = fields.get(header.get(column));
      (field == null ? binding.unbound : binding.columns.get(field)).add(column);
    }
    return binding;
  }

  /**
   * Returns the column, from 0, of the contract's field at a position, or -1 when the header has
   * none. Of several, which make a file's fault, the first.
   */
  public int column(int field) {
    List<Integer> bound = columns.get(field);
    return bound.isEmpty() ? -1 : bound.get(0);
  }

  /** Returns all columns of the contract's field at a position, ascending. */
  public List<Integer> columns(int field) {
    return List.copyOf(columns.get(field));
  }

  /** Returns the columns that are no field's, ascending. */
  public List<Integer> unbound() {
    return List.copyOf(unbound);
  }
}
