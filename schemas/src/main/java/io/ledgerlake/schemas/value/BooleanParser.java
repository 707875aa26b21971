package io.ledgerlake.schemas.value;

/** {@code true} and {@code false}, in any mixture of ASCII upper and lower case. */
final class BooleanParser extends ValueParser {

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  private boolean value;

  @Override
  public boolean read(byte[] utf8, int start, int end) {
    value = is(TRUE, utf8, start, end);
    return value || is(FALSE, utf8, start, end) || refuse("not a boolean: expected true or false");
  }

  private static boolean is(byte[] word, byte[] utf8, int start, int end) {
    if (end - start != word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      // Setting bit 5 makes an ASCII letter small and no other byte one of these letters.
      if ((utf8[start + i] | 0x20) != word[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void put(CanonicalValues.Encoder out, int id) {
    out.putBoolean(id, value);
  }

  @Override
  public void putKey(KeyBytes out) {
    out.putByte(value ? 1 : 0);
  }

  @Override
  public Value value() {
    return Value.ofNumber(value ? 1 : 0);
  }

  @Override
  public void load(Value kept) {
    value = kept.number != 0;
  }

  @Override
  public int compareTo(Value other) {
    return Boolean.compare(value, other.number != 0);
  }
}
