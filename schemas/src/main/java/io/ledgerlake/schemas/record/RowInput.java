package io.ledgerlake.schemas.record;

import io.ledgerlake.schemas.value.TextEncoding;
import java.util.ArrayList;
import java.util.List;

/**
 * The record under evaluation, as its fields' rules see it: slices of UTF-8 and a list of faults.
 */
final class RowInput {

  static final String MASK = "***";

  private static final int MAX_VALUE_CHARS = 200;
  private static final int MAX_BYTES_PER_CHAR = 4;

  private final TextEncoding encoding;
  private final List<RowError> errors = new ArrayList<>();

  private RawFields fields;
  private boolean ascii;
  private boolean sound;
  private byte[] scratch = new byte[1024];
  private int scratchLength;

  private byte[] array;
  private int start;
  private int end;

  RowInput(TextEncoding encoding) {
    this.encoding = encoding;
  }

  void reset(RawFields next) {
    fields = next;
    if (!errors.isEmpty()) {
      errors.clear();
    }
    scratchLength = 0;
    byte[] raw = next.rawArray();
    ascii = TextEncoding.isPlainAscii(raw, next.rawStart(), next.rawEnd());
    sound = ascii || isSound(raw, next);
  }

  private boolean isSound(byte[] raw, RawFields next) {
    int bad = encoding.firstInvalid(raw, next.rawStart(), next.rawEnd());
    // Of a record over its size limit only the start is kept, and the cut may go through a
    // character.
    return bad < 0 || next.structuralFault() != null && encoding.isCutOff(raw, bad, next.rawEnd());
  }

  List<RowError> errors() {
    return errors;
  }

  /** Returns whether all bytes of the record are valid in the encoding. */
  boolean sound() {
    return sound;
  }

  /**
   * Takes up a column's text as UTF-8; returns false and adds a fault when its bytes are not valid
   * in the encoding.
   */
  boolean take(int column, String field, boolean personal) {
    array = fields.array(column);
    start = fields.start(column);
    end = fields.end(column);
    if (ascii) {
      return true;
    }
    if (!sound) {
      int bad = encoding.firstInvalid(array, start, end);
      if (bad >= 0) {
        errors.add(encodingError(bad, column, field, personal));
        return false;
      }
    }
    if (encoding.transcodes()) {
      transcode();
    }
    return true;
  }

  private void transcode() {
    int room = 3 * (end - start);
    if (scratch.length - scratchLength < room) {
      // What was read before keeps the old array.
      scratch = new byte[Math.max(2 * scratch.length, room)];
      scratchLength = 0;
    }
    int from = scratchLength;
    scratchLength = encoding.toUtf8(array, start, end, scratch, from);
    array = scratch;
    start = from;
    end = scratchLength;
  }

  private RowError encodingError(int bad, int column, String field, boolean personal) {
    int place = bad - start + 1;
    String message =
        array[bad] == 0
            ? "byte " + place + " of the text is NUL: expected text"
            : "byte " + place + " of the text is not valid " + encoding.name();
    return new RowError(ReasonCode.ENCODING_ERROR, field, message, personal ? MASK : text(column));
  }

  /** Adds the fault of a record whose bytes are not valid, unless a field has it already. */
  void addEncodingErrorOfRecord() {
    if (errors.stream().anyMatch(e -> e.code() == ReasonCode.ENCODING_ERROR)) {
      return;
    }
    byte[] raw = fields.rawArray();
    int bad = encoding.firstInvalid(raw, fields.rawStart(), fields.rawEnd());
    int place = bad - fields.rawStart() + 1;
    String message =
        raw[bad] == 0
            ? "byte " + place + " of the record is NUL: expected text"
            : "byte " + place + " of the record is not valid " + encoding.name();
    errors.add(new RowError(ReasonCode.ENCODING_ERROR, "", message, ""));
  }

  byte[] array() {
    return array;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Returns a column's text for an error: at most 200 characters, invalid bytes as U+FFFD. */
  String text(int column) {
    return cut(whole(column, MAX_VALUE_CHARS * MAX_BYTES_PER_CHAR));
  }

  /** Returns a column's whole text, invalid bytes as U+FFFD. */
  String whole(int column) {
    return whole(column, Integer.MAX_VALUE);
  }

  private String whole(int column, int maxBytes) {
    int from = fields.start(column);
    int count = Math.min(fields.end(column) - from, maxBytes);
    return encoding.decode(fields.array(column), from, from + count);
  }

  /** Cuts a text to 200 characters, never between the two halves of one. */
  static String cut(String text) {
    if (text.length() <= MAX_VALUE_CHARS) {
      return text;
    }
    boolean split = Character.isHighSurrogate(text.charAt(MAX_VALUE_CHARS - 1));
    return text.substring(0, split ? MAX_VALUE_CHARS - 1 : MAX_VALUE_CHARS);
  }
}
