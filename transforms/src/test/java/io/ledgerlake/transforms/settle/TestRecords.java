package io.ledgerlake.transforms.settle;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.record.EvaluatedRow;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.transforms.record.PackedRecords;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Packs records for tests as the validating stage would. */
public final class TestRecords {

  private TestRecords() {}

  /** Returns the packed bytes of a valid record. */
  public static byte[] valid(Contract contract, int file, long offset, Map<String, ?> values) {
    byte[] key = String.valueOf(values.get("transaction_id")).getBytes(StandardCharsets.UTF_8);
    return pack(contract, file, offset, "raw " + values, values, key, List.of(), Map.of());
  }

  /** Returns the packed bytes of a rejected record. */
  public static byte[] rejected(
      Contract contract,
      int file,
      long offset,
      String raw,
      Map<String, ?> values,
      RowError... errors) {
    byte[] key = new byte[RowHash.LENGTH];
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    RowHash.create().ofRaw(bytes, 0, bytes.length, key, 0);
    return pack(contract, file, offset, raw, values, key, List.of(errors), Map.of());
  }

  /** Returns the packed bytes of any record; its row is its offset, its line one more. */
  public static byte[] pack(
      Contract contract,
      int file,
      long offset,
      String raw,
      Map<String, ?> values,
      byte[] key,
      List<RowError> errors,
      Map<String, String> rescued) {
    CanonicalValues.Encoder encoder = encode(contract, values);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    PackedRecords.Writer writer = new PackedRecords.Writer(256);
    writer.append(
        file,
        offset,
        offset + 1,
        offset,
        bytes,
        0,
        bytes.length,
        new Row(encoder, key, errors, rescued));
    return writer.drain();
  }

  private static CanonicalValues.Encoder encode(Contract contract, Map<String, ?> values) {
    TreeMap<Integer, Field> byId = new TreeMap<>();
    contract.fields().forEach(f -> byId.put(f.id(), f));
    CanonicalValues.Encoder encoder = new CanonicalValues.Encoder();
    byId.forEach(
        (id, field) -> {
          Object value = values.get(field.name());
          if (value instanceof Long number) {
            encoder.putLong(id, number);
          } else if (value instanceof Boolean bool) {
            encoder.putBoolean(id, bool);
          } else if (value != null && field.type() instanceof FieldType.Decimal) {
            BigDecimal decimal = new BigDecimal(value.toString());
            encoder.putDecimal(id, decimal.unscaledValue(), decimal.scale());
          } else if (value != null) {
            byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
            encoder.putText(id, utf8, 0, utf8.length);
          }
        });
    return encoder;
  }

  /** Returns packed records as batches of so many. */
  public static List<byte[]> batches(List<byte[]> records, int perBatch) {
    List<byte[]> batches = new ArrayList<>();
    PackedRecords.Writer writer = new PackedRecords.Writer(1024);
    for (byte[] record : records) {
      writer.appendPacked(record, 0, record.length);
      if (writer.records() == perBatch) {
        batches.add(writer.drain());
      }
    }
    batches.add(writer.drain());
    return batches;
  }

  private record Row(
      CanonicalValues.Encoder encoded,
      byte[] key,
      List<RowError> errors,
      Map<String, String> rescued)
      implements EvaluatedRow {

    @Override
    public boolean valid() {
      return errors.isEmpty();
    }

    @Override
    public byte[] values() {
      return encoded.array();
    }

    @Override
    public int valuesLength() {
      return encoded.length();
    }

    @Override
    public int keyLength() {
      return key.length;
    }

    @Override
    public boolean hasAmount() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean amountIsLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long amountUnscaledLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public BigInteger amountUnscaled() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String currency() {
      throw new UnsupportedOperationException();
    }
  }
}
