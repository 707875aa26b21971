package io.ledgerlake.pipeline.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** Compares the columns that a table has with those that a contract asks for, by name. */
final class SchemaMatch {

  private SchemaMatch() {}

  /**
   * Returns the optional columns that the table still lacks, in the contract's order.
   *
   * @param table the table's name, for the message
   * @param has the table's schema
   * @param wants the schema that follows from the contract
   * @throws LakeException if they differ in anything else, naming table and column
   */
  static List<NestedField> missing(String table, Schema has, Schema wants) {
    List<NestedField> missing = new ArrayList<>();
    for (NestedField wanted : wants.columns()) {
      NestedField there = has.findField(wanted.name());
      if (there != null) {
        requireSame(table, there, wanted);
      } else if (wanted.isOptional()) {
        missing.add(wanted);
      } else {
        throw refused(
            table,
            wanted.name(),
            "is missing, and a required column cannot be added to rows that have no value for it",
            "Make the field optional in the contract");
      }
    }
    for (NestedField there : has.columns()) {
      if (wants.findField(there.name()) == null) {
        throw refused(
            table,
            there.name(),
            "is not in the contract any more",
            "Put the field back into the contract, as an optional one");
      }
    }
    return missing;
  }

  private static void requireSame(String table, NestedField there, NestedField wanted) {
    if (!shape(there.type()).equals(shape(wanted.type()))) {
      throw refused(
          table,
          there.name(),
          "is " + there.type() + " in the table and " + wanted.type() + " in the contract",
          "Give the field its former type");
    }
    if (there.isOptional() != wanted.isOptional()) {
      throw refused(
          table,
          there.name(),
          there.isOptional()
              ? "may be null in the table and is required in the contract"
              : "is required in the table and may be null in the contract",
          "Give the field its former requiredness");
    }
  }

  /** A type with field ids that depend on its structure only, and without comments. */
  private static Type shape(Type type) {
    AtomicInteger ids = new AtomicInteger();
    return TypeUtil.assignFreshIds(type, ids::incrementAndGet);
  }

  private static LakeException refused(String table, String column, String what, String step) {
    return LakeException.badInput(
        "The table " + table + " does not fit the contract: column " + column + " " + what,
        step + ", or ingest under the name of a new dataset beside this one");
  }
}
