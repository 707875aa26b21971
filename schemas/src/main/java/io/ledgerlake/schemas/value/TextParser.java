package io.ledgerlake.schemas.value;

import java.util.Arrays;
import java.util.List;

/** Strings, and enums: the latter are strings of a fixed set. Order is that of the UTF-8 bytes. */
final class TextParser extends ValueParser {

  private final TextSet symbols;
  private final String expected;
  private byte[] array = new byte[0];
  private int start;
  private int end;

  private TextParser(TextSet symbols, String expected) {
    this.symbols = symbols;
    this.expected = expected;
  }

  static TextParser any() {
    return new TextParser(null, "");
  }

  static TextParser oneOf(List<String> symbols) {
    return new TextParser(TextSet.of(symbols), "not one of the enum's symbols: " + list(symbols));
  }

  /** Returns the texts for a message, cut short where there are many. */
  static String list(List<String> texts) {
    return texts.size() <= 10
        ? String.join(", ", texts)
        : String.join(", ", texts.subList(0, 10)) + " and " + (texts.size() - 10) + " more";
  }

  @Override
  public boolean read(byte[] utf8, int from, int to) {
    if (symbols != null && !symbols.contains(utf8, from, to)) {
      return refuse(expected);
    }
    array = utf8;
    start = from;
    end = to;
    return true;
  }

  @Override
  public boolean ignoresBlanks() {
    return false;
  }

  @Override
  public void put(CanonicalValues.Encoder out, int id) {
    out.putText(id, array, start, end);
  }

  @Override
  public void putKey(KeyBytes out) {
    out.putText(array, start, end);
  }

  @Override
  public Value value() {
    return Value.ofText(Arrays.copyOfRange(array, start, end));
  }

  @Override
  public void load(Value value) {
    array = value.text;
    start = 0;
    end = value.text.length;
  }

  @Override
  public int compareTo(Value other) {
    return Arrays.compareUnsigned(array, start, end, other.text, 0, other.text.length);
  }
}
