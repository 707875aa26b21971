package io.ledgerlake.transforms.history;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.record.EvaluatedRow;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.transforms.record.Origin;
import io.ledgerlake.transforms.record.PackedRecords;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * A row of quarantine as the record that it was when it was evaluated: the same packed bytes, and
 * where it comes from. A view that is loaded anew for each row.
 */
final class StoredRow {

  private final StoredFile file;
  private final List<Field> fields;
  private final PackedRecords.Writer writer = new PackedRecords.Writer(1 << 10);
  private final PackedRecords.Cursor cursor = new PackedRecords.Cursor();
  private Group row;

  StoredRow(Contract contract, StoredFile file) {
    this.file = file;
    this.fields = contract.fields().stream().sorted(Comparator.comparingInt(Field::id)).toList();
  }

  /** Looks at another row. */
  void load(Group group) {
    row = group;
  }

  String fileId() {
    return text(ZoneColumns.FILE_ID);
  }

  long offset() {
    return row.getLong(name(ZoneColumns.SOURCE_OFFSET), 0);
  }

  String runId() {
    return text(ZoneColumns.RUN_ID);
  }

  private String text(String column) {
    return row.getString(name(column), 0);
  }

  private String name(String column) {
    Type type = file.column(column);
    if (type == null) {
      throw new IllegalStateException("it has no column " + column);
    }
    return type.getName();
  }

  /** Returns why the row is in quarantine. */
  List<RowError> errors() {
    Group list = row.getGroup(name(ZoneColumns.ERRORS), 0);
    List<RowError> errors = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      Group error = list.getGroup(0, i).getGroup(0, 0);
      errors.add(
          new RowError(
              ReasonCode.valueOf(error.getString(ZoneColumns.ERROR_CODE, 0)),
              textOrEmpty(error, ZoneColumns.ERROR_FIELD),
              error.getString(ZoneColumns.ERROR_MESSAGE, 0),
              textOrEmpty(error, ZoneColumns.ERROR_VALUE)));
    }
    return errors;
  }

  private static String textOrEmpty(Group group, String field) {
    return group.getFieldRepetitionCount(field) == 0 ? "" : group.getString(field, 0);
  }

  private Map<String, String> rescued() {
    Map<String, String> rescued = new LinkedHashMap<>();
    Type column = file.hasColumn(ZoneColumns.RESCUED) ? file.column(ZoneColumns.RESCUED) : null;
    if (column != null && row.getFieldRepetitionCount(column.getName()) > 0) {
      Group map = row.getGroup(column.getName(), 0);
      for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
        Group entry = map.getGroup(0, i);
        rescued.put(entry.getString(0, 0), entry.getString(1, 0));
      }
    }
    return rescued;
  }

  /**
   * Returns the row as a packed record, valid until the next call.
   *
   * @param key the hash of its bytes
   */
  PackedRecords.Cursor packed(byte[] key) {
    byte[] raw = row.getBinary(name(ZoneColumns.RAW_RECORD), 0).getBytes();
    Origin origin =
        new Origin(
            text(ZoneColumns.SOURCE_FILE),
            fileId(),
            text(ZoneColumns.FIRST_RUN_ID),
            runId(),
            row.getLong(name(ZoneColumns.INGESTED_AT), 0),
            row.getInteger(name(ZoneColumns.ATTEMPT_COUNT), 0),
            row.getInteger(name(ZoneColumns.SCHEMA_VERSION), 0));
    writer.append(
        0,
        row.getLong(name(ZoneColumns.SOURCE_ROW), 0),
        row.getLong(name(ZoneColumns.SOURCE_LINE), 0),
        offset(),
        raw,
        0,
        raw.length,
        new Evaluated(values(), key, errors(), rescued()),
        origin);
    byte[] packed = writer.drain();
    cursor.over(packed, 0, packed.length).next();
    return cursor;
  }

  private CanonicalValues.Encoder values() {
    CanonicalValues.Encoder values = new CanonicalValues.Encoder();
    for (Field field : fields) {
      Type column = file.column(field.name());
      if (column != null && row.getFieldRepetitionCount(column.getName()) > 0) {
        put(field, column.asPrimitiveType(), values);
      }
    }
    return values;
  }

  private void put(Field field, PrimitiveType column, CanonicalValues.Encoder values) {
    String name = column.getName();
    PrimitiveTypeName physical = column.getPrimitiveTypeName();
    if (field.type() instanceof FieldType.Decimal) {
      int scale = ((DecimalLogicalTypeAnnotation) column.getLogicalTypeAnnotation()).getScale();
      values.putDecimal(field.id(), unscaled(name, physical), scale);
    } else if (physical == PrimitiveTypeName.BINARY) {
      byte[] utf8 = row.getBinary(name, 0).getBytes();
      values.putText(field.id(), utf8, 0, utf8.length);
    } else if (physical == PrimitiveTypeName.BOOLEAN) {
      values.putBoolean(field.id(), row.getBoolean(name, 0));
    } else {
      values.putLong(field.id(), number(name, physical));
    }
  }

  private BigInteger unscaled(String name, PrimitiveTypeName physical) {
    return physical == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
        ? new BigInteger(row.getBinary(name, 0).getBytes())
        : BigInteger.valueOf(number(name, physical));
  }

  private long number(String name, PrimitiveTypeName physical) {
    return physical == PrimitiveTypeName.INT32 ? row.getInteger(name, 0) : row.getLong(name, 0);
  }

  private record Evaluated(
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
      throw notCounted();
    }

    @Override
    public boolean amountIsLong() {
      throw notCounted();
    }

    @Override
    public long amountUnscaledLong() {
      throw notCounted();
    }

    @Override
    public BigInteger amountUnscaled() {
      throw notCounted();
    }

    @Override
    public String currency() {
      throw notCounted();
    }

    private static UnsupportedOperationException notCounted() {
      return new UnsupportedOperationException("what a stored row amounts to was counted long ago");
    }
  }
}
