package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.FieldType;
import java.util.List;

/**
 * A column of a zone's table, free of any engine's types.
 *
 * @param name the column's name
 * @param type what it holds
 * @param required whether every row has a value
 * @param doc what it means, for people who read the table's schema
 */
public record ZoneColumn(String name, Type type, boolean required, String doc) {

  /** What a column holds. */
  public sealed interface Type {}

  /**
   * A single value of a type that contracts know too. An enumeration is stored as text.
   *
   * @param type the value's type
   */
  public record Value(FieldType type) implements Type {}

  /** Bytes of any length. */
  public record Bytes() implements Type {}

  /** A map from text to text; keys and values are never null. */
  public record TextMap() implements Type {}

  /**
   * A list of structs; its elements are never null.
   *
   * @param fields the struct's fields, in order
   */
  public record StructList(List<ZoneColumn> fields) implements Type {
    public StructList {
      fields = List.copyOf(fields);
    }
  }
}
