package io.ledgerlake.schemas.contract;

import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads how a dataset's files are written. */
final class DialectReader {

  private static final Map<String, ColumnMode> MODES =
      Map.of(
          "strict", ColumnMode.STRICT, "reorder", ColumnMode.REORDER, "rescue", ColumnMode.RESCUE);

  private static final Map<String, String> HINTS =
      Map.of(
          "header", "files without a header list their columns in \"columns\"",
          "separator", "did you mean \"delimiter\"?",
          "charset", "did you mean \"encoding\"?",
          "escape", "a quote inside a quoted field is written twice (RFC 4180)");

  private DialectReader() {}

  static Dialect read(JsonProperties csv) {
    byte delimiter = sign(csv, "delimiter", ',');
    byte quote = sign(csv, "quote", '"');
    if (delimiter == quote) {
      csv.problem(
          "\"delimiter\" and \"quote\" are both \""
              + (char) quote
              + "\", expected two different characters");
    }
    Charset encoding =
        csv.text("encoding").map(name -> encoding(csv, name)).orElse(StandardCharsets.UTF_8);
    List<String> columns = csv.texts("columns");
    ColumnMode mode = csv.oneOf("columnMode", MODES).orElse(ColumnMode.REORDER);
    csv.refuseUnknown(HINTS);
    return new Dialect(delimiter, quote, encoding, columns, mode);
  }

  private static byte sign(JsonProperties csv, String property, char byDefault) {
    Optional<Character> sign = csv.character(property);
    if (sign.isEmpty()) {
      return (byte) byDefault;
    }
    char c = sign.get();
    if (c == 0 || c > 0x7F || c == '\r' || c == '\n' || isAsciiLetterOrDigit(c)) {
      csv.problem(
          "\""
              + property
              + "\" is "
              + describe(c)
              + ", expected one ASCII character that is no letter, digit or line end");
      return (byte) byDefault;
    }
    return (byte) c;
  }

  private static boolean isAsciiLetterOrDigit(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private static String describe(char c) {
    String code = String.format(Locale.ROOT, "U+%04X", (int) c);
    return c < ' ' ? code : "\"" + c + "\" (" + code + ")";
  }

  private static Charset encoding(JsonProperties csv, String name) {
    try {
      Charset charset = Charset.forName(name);
      if (charset.equals(StandardCharsets.UTF_8) || isAsciiSuperset(charset)) {
        return charset;
      }
      csv.problem(
          "\"encoding\" is \""
              + name
              + "\", expected UTF-8 or a single-byte encoding whose first 128 characters are ASCII;"
              + " have the files converted to UTF-8 before they are dropped");
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      csv.problem(
          "\"encoding\" is \""
              + name
              + "\", expected the name of an encoding such as UTF-8 or windows-1252"
              + NearestName.suggestion(name, Charset.availableCharsets().keySet()));
    }
    return StandardCharsets.UTF_8;
  }

  /**
   * The scanner looks for delimiters and line ends in single bytes, so every byte must be a
   * character of its own and those below 0x80 must be ASCII's.
   */
  private static boolean isAsciiSuperset(Charset charset) {
    if (!charset.canEncode() || charset.newDecoder().maxCharsPerByte() > 1) {
      return false;
    }
    byte[] each = new byte[256];
    for (int i = 0; i < each.length; i++) {
      each[i] = (byte) i;
    }
    String text = charset.decode(ByteBuffer.wrap(each)).toString();
    if (text.length() != each.length || charset.newEncoder().maxBytesPerChar() > 1) {
      return false;
    }
    for (int i = 0; i < 0x80; i++) {
      if (text.charAt(i) != i) {
        return false;
      }
    }
    return true;
  }
}
