package io.ledgerlake.schemas.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A record given field by field; its raw bytes are the fields with commas between them. */
final class TextFields implements RawFields {

  private final List<byte[]> fields = new ArrayList<>();
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private RowError fault;

  /** Fields in UTF-8. */
  static TextFields of(String... texts) {
    TextFields record = new TextFields();
    for (String text : texts) {
      record.add(text.getBytes(UTF_8));
    }
    return record;
  }

  /** Fields whose characters are their bytes, U+0000 to U+00FF. */
  static TextFields ofBytes(String... texts) {
    TextFields record = new TextFields();
    for (String text : texts) {
      record.add(text.getBytes(ISO_8859_1));
    }
    return record;
  }

  /** Fields of one line, commas between them. */
  static TextFields line(String line) {
    return of(line.split(",", -1));
  }

  private void add(byte[] field) {
    if (!fields.isEmpty()) {
      raw.write(',');
    }
    fields.add(field);
    raw.writeBytes(field);
  }

  TextFields fault(RowError structural) {
    fault = structural;
    return this;
  }

  @Override
  public int fieldCount() {
    return fields.size();
  }

  @Override
  public byte[] array(int i) {
    return fields.get(i);
  }

  @Override
  public int start(int i) {
    return 0;
  }

  @Override
  public int end(int i) {
    return fields.get(i).length;
  }

  @Override
  public byte[] rawArray() {
    return raw.toByteArray();
  }

  @Override
  public int rawStart() {
    return 0;
  }

  @Override
  public int rawEnd() {
    return raw.size();
  }

  @Override
  public RowError structuralFault() {
    return fault;
  }
}
