package io.ledgerlake.schemas.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;

/**
 * A file's encoding: tells where bytes are not valid in it, and brings texts into UTF-8. UTF-8 is
 * read as The Unicode Standard defines it (table 3-7, well-formed byte sequences), so overlong
 * forms, surrogates and values above U+10FFFF are invalid; other encodings have one byte per
 * character. NUL is invalid in all of them. Immutable.
 */
public final class TextEncoding {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final Charset charset;

  /** UTF-8 of each byte from 0x80, null where the byte is undefined; null for UTF-8 itself. */
  private final byte[][] upperHalf;

  private TextEncoding(Charset charset, byte[][] upperHalf) {
    this.charset = charset;
    this.upperHalf = upperHalf;
  }

  /**
   * Returns an encoding.
   *
   * @throws IllegalArgumentException if it is neither UTF-8 nor one byte per character with ASCII
   *     as its lower half
   */
  public static TextEncoding of(Charset charset) {
    if (charset.equals(UTF_8)) {
      return new TextEncoding(charset, null);
    }
    byte[][] upperHalf = new byte[128][];
    boolean single = charset.canEncode() && charset.newEncoder().maxBytesPerChar() <= 1;
    for (int i = 0; i < 256; i++) {
      String text = decode(charset, (byte) i);
      if (!single || i < 128 && !String.valueOf((char) i).equals(text)) {
        throw new IllegalArgumentException(
            "encoding "
                + charset.name()
                + " cannot be read: expected UTF-8, or one byte per character with ASCII as its"
                + " lower half, such as windows-1252");
      }
      if (i >= 128 && text != null) {
        upperHalf[i - 128] = text.getBytes(UTF_8);
      }
    }
    return new TextEncoding(charset, upperHalf);
  }

  private static String decode(Charset charset, byte single) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(new byte[] {single}))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Returns the encoding's standard name. */
  public String name() {
    return charset.name();
  }

  /** Returns whether texts must go through {@link #toUtf8} unless they are plain ASCII. */
  public boolean transcodes() {
    return upperHalf != null;
  }

  /** Returns whether {@code bytes[start, end)} has only ASCII characters other than NUL. */
  public static boolean isPlainAscii(byte[] bytes, int start, int end) {
    return plainAscii(bytes, start, end) == end;
  }

  /** Returns the index of the first eight bytes with a NUL or a high bit, or of that byte. */
  private static int plainAscii(byte[] bytes, int start, int end) {
    int i = start;
    while (i + Long.BYTES <= end) {
      long word = (long) LONG.get(bytes, i);
      // Subtracting one from every byte sets the high bit of a zero; a borrow needs a zero below
      // it.
      if (((word - ONES | word) & HIGH_BITS) != 0) {
        return i;
      }
      i += Long.BYTES;
    }
    while (i < end && bytes[i] > 0) {
      i++;
    }
    return i;
  }

  /** Returns the index of the first byte that is not valid text in this encoding, or -1. */
  public int firstInvalid(byte[] bytes, int start, int end) {
    int i = plainAscii(bytes, start, end);
    return upperHalf == null ? firstInvalidUtf8(bytes, i, end) : firstUndefined(bytes, i, end);
  }

  /**
   * Returns whether {@code bytes[start, end)} are the first bytes of a character whose last bytes
   * are missing: text that was valid until it was cut off.
   */
  public boolean isCutOff(byte[] bytes, int start, int end) {
    int lead = bytes[start] & 0xFF;
    int have = end - start;
    if (upperHalf != null || have >= utf8Length(lead)) {
      return false;
    }
    return have < 2
        || isSecond(lead, bytes[start + 1] & 0xFF)
            && (have < 3 || (bytes[start + 2] & 0xC0) == 0x80);
  }

  private int firstUndefined(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == 0 || b < 0 && upperHalf[b & 0x7F] == null) {
        return i;
      }
    }
    return -1;
  }

  private static int firstInvalidUtf8(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end) {
      byte b = bytes[i];
      if (b > 0) {
        i++;
        continue;
      }
      int length = utf8Length(b & 0xFF);
      if (length == 0 || length > end - i || !isSecond(b & 0xFF, bytes[i + 1] & 0xFF)) {
        return i;
      }
      for (int k = 2; k < length; k++) {
        if ((bytes[i + k] & 0xC0) != 0x80) {
          return i;
        }
      }
      i += length;
    }
    return -1;
  }

  /** Returns the length of the sequence that a byte above ASCII starts, 0 if it starts none. */
  private static int utf8Length(int lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
      return 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
  }

  private static boolean isSecond(int lead, int second) {
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= greatest;
  }

  /**
   * Writes valid {@code bytes[start, end)} as UTF-8 into {@code out} from {@code at}, which has
   * room for three bytes each; returns the index after the last byte written.
   */
  public int toUtf8(byte[] bytes, int start, int end, byte[] out, int at) {
    int to = at;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b >= 0) {
        out[to++] = b;
      } else {
        byte[] utf8 = upperHalf[b & 0x7F];
        System.arraycopy(utf8, 0, out, to, utf8.length);
        to += utf8.length;
      }
    }
    return to;
  }

  /** Returns bytes, valid or not, as text; what is invalid becomes U+FFFD. */
  public String decode(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, charset);
  }
}
