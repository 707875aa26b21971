package io.ledgerlake.schemas.record;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * What a {@link RowEvaluator} made of one record. A view on the evaluator's own buffers; valid
 * until it evaluates the next record.
 */
public interface EvaluatedRow {

  /** Returns whether the row has no fault. */
  boolean valid();

  /**
   * Returns the array whose first {@link #valuesLength()} bytes are the row's canonical values. Of
   * a rejected row: those of its fields that parsed and fit their type.
   */
  byte[] values();

  /** Returns the length of the canonical values in bytes. */
  int valuesLength();

  /**
   * Returns the array whose first {@link #keyLength()} bytes are the row's key: of a valid row the
   * order-preserving bytes of its key fields, of a rejected one its {@code row_hash}.
   */
  byte[] key();

  /** Returns the length of the key in bytes. */
  int keyLength();

  /** Returns all faults of the row, in the order of its fields; empty when it is valid. */
  List<RowError> errors();

  /** Returns the row's unknown columns by header name, in header order; almost always empty. */
  Map<String, String> rescued();

  /** Returns whether the row's amount parsed and fits the amount field's decimal type. */
  boolean hasAmount();

  /** Returns whether the amount's unscaled value fits a {@code long}. */
  boolean amountIsLong();

  /**
   * Returns the amount's unscaled value at the amount field's scale, when {@link #amountIsLong()}.
   */
  long amountUnscaledLong();

  /** Returns the amount's unscaled value at the amount field's scale. */
  BigInteger amountUnscaled();

  /** Returns the row's currency code when it is valid, else null. */
  String currency();
}
