package io.ledgerlake.transforms.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.record.EvaluatedRow;
import io.ledgerlake.schemas.record.RowError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** An evaluated row made up by a test. */
record StubRow(
    byte[] values,
    byte[] key,
    List<RowError> errors,
    Map<String, String> rescued,
    BigDecimal amount,
    String currency)
    implements EvaluatedRow {

  static StubRow valid(String values, String key) {
    return new StubRow(
        values.getBytes(UTF_8), key.getBytes(UTF_8), List.of(), Map.of(), null, null);
  }

  static StubRow rejected(String key, List<RowError> errors, Map<String, String> rescued) {
    return new StubRow(new byte[0], key.getBytes(UTF_8), errors, rescued, null, null);
  }

  static StubRow money(String amount, String currency) {
    return new StubRow(
        new byte[0],
        new byte[0],
        List.of(),
        Map.of(),
        amount == null ? null : new BigDecimal(amount).setScale(4),
        currency);
  }

  @Override
  public boolean valid() {
    return errors.isEmpty();
  }

  @Override
  public int valuesLength() {
    return values.length;
  }

  @Override
  public int keyLength() {
    return key.length;
  }

  @Override
  public boolean hasAmount() {
    return amount != null;
  }

  @Override
  public boolean amountIsLong() {
    return amount.unscaledValue().bitLength() < Long.SIZE;
  }

  @Override
  public long amountUnscaledLong() {
    return amount.unscaledValue().longValueExact();
  }

  @Override
  public BigInteger amountUnscaled() {
    return amount.unscaledValue();
  }
}
