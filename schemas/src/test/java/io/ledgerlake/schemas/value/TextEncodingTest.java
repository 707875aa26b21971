package io.ledgerlake.schemas.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  @ParameterizedTest
  @CsvSource({
    "61, -1",
    "c3a9, -1",
    "e282ac, -1",
    "f09f9880, -1",
    "f48fbfbf, -1",
    "ed9fbf, -1",
    "ee8080, -1",
    "00, 0",
    "6100, 1",
    "6162636465666768006a, 8",
    "c0af, 0",
    "c1bf, 0",
    "e080af, 0",
    "f08080af, 0",
    "eda080, 0",
    "edbfbf, 0",
    "f4908080, 0",
    "f5808080, 0",
    "ff, 0",
    "fe, 0",
    "80, 0",
    "61bf, 1",
    "c3, 0",
    "e282, 0",
    "f09f98, 0",
    "c361, 0",
    "e28261, 0",
    "61626364656667c328, 7",
  })
  void tellsWellFormedUtf8(String hex, int expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(TextEncoding.of(UTF_8).firstInvalid(bytes, 0, bytes.length)).isEqualTo(expected);
  }

  @Property(tries = 20_000)
  void agreesWithTheStrictDecoderOnUtf8(@ForAll("almostUtf8") byte[] bytes) {
    boolean expected = decodes(UTF_8, bytes) && !contains(bytes, 0);
    byte[] inside = new byte[bytes.length + 8];
    Arrays.fill(inside, (byte) 0xBF);
    System.arraycopy(bytes, 0, inside, 4, bytes.length);

    assertThat(TextEncoding.of(UTF_8).firstInvalid(inside, 4, 4 + bytes.length) < 0)
        .isEqualTo(expected);
  }

  @Provide
  Arbitrary<byte[]> almostUtf8() {
    // Bytes near the borders of the well-formed ranges meet often.
    Arbitrary<Byte> bytes =
        Arbitraries.of(
                0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
                0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF)
            .map(Integer::byteValue);
    Arbitrary<byte[]> wild = bytes.array(byte[].class).ofMaxSize(12);
    Arbitrary<byte[]> tame = Arbitraries.strings().ofMaxLength(12).map(s -> s.getBytes(UTF_8));
    return Arbitraries.oneOf(wild, tame);
  }

  @Property
  void everyCharacterOfUnicodeIsValid(@ForAll @IntRange(min = 1, max = 0x10FFFF) int codePoint) {
    if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
      return;
    }
    byte[] bytes = Character.toString(codePoint).getBytes(UTF_8);

    assertThat(TextEncoding.of(UTF_8).firstInvalid(bytes, 0, bytes.length)).isEqualTo(-1);
  }

  @Property
  void findsTheOneByteThatIsNotPlainAscii(
      @ForAll @IntRange(max = 40) int length, @ForAll @IntRange(max = 39) int at) {
    byte[] bytes = new byte[length + 2];
    Arrays.fill(bytes, (byte) 'x');
    bytes[0] = 0;
    bytes[length + 1] = -1;
    assertThat(TextEncoding.isPlainAscii(bytes, 1, length + 1)).isTrue();
    if (at < length) {
      for (int other : new int[] {0, 0x80, 0xFF}) {
        bytes[at + 1] = (byte) other;
        assertThat(TextEncoding.isPlainAscii(bytes, 1, length + 1)).isFalse();
        assertThat(TextEncoding.of(US_ASCII).firstInvalid(bytes, 1, length + 1)).isEqualTo(at + 1);
      }
    }
  }

  @Test
  void windows1252HasFiveUndefinedBytes() {
    TextEncoding encoding = TextEncoding.of(WINDOWS_1252);
    for (int i = 0; i < 256; i++) {
      byte[] bytes = {'a', (byte) i};
      boolean undefined = i == 0 || i == 0x81 || i == 0x8D || i == 0x8F || i == 0x90 || i == 0x9D;
      assertThat(encoding.firstInvalid(bytes, 0, 2)).as("byte %x", i).isEqualTo(undefined ? 1 : -1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "ISO-8859-15", "windows-1252", "windows-1251", "US-ASCII"})
  void bringsEveryValidByteIntoUtf8(String name) {
    Charset charset = Charset.forName(name);
    TextEncoding encoding = TextEncoding.of(charset);
    assertThat(encoding.transcodes()).isTrue();
    assertThat(encoding.name()).isEqualTo(charset.name());
    for (int i = 1; i < 256; i++) {
      byte[] bytes = {(byte) i};
      boolean valid = encoding.firstInvalid(bytes, 0, 1) < 0;
      assertThat(valid).isEqualTo(decodes(charset, bytes));
      if (valid) {
        byte[] out = new byte[4];
        int end = encoding.toUtf8(bytes, 0, 1, out, 0);
        assertThat(new String(out, 0, end, UTF_8)).isEqualTo(new String(bytes, charset));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "c3, true", "e2, true", "e282, true", "f0, true", "f09f, true", "f09f98, true",
    "c3a9, false", "e280af, false", "80, false", "ff, false", "c0, false", "e080, false",
    "eda0, false", "f09f28, false", "c361, false",
  })
  void tellsACharacterThatIsCutOffFromAnInvalidOne(String hex, boolean expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(TextEncoding.of(UTF_8).isCutOff(bytes, 0, bytes.length)).isEqualTo(expected);
    assertThat(TextEncoding.of(US_ASCII).isCutOff(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void showsInvalidBytesAsReplacementCharacters() {
    byte[] bytes = {'a', (byte) 0xFF, 'b'};

    assertThat(TextEncoding.of(UTF_8).decode(bytes, 0, 3)).isEqualTo("a�b");
    assertThat(TextEncoding.of(US_ASCII).decode(bytes, 1, 3)).isEqualTo("�b");
    assertThat(TextEncoding.of(ISO_8859_1).decode(bytes, 0, 3)).isEqualTo("aÿb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "Shift_JIS", "GB18030", "IBM037"})
  void refusesEncodingsThatAreNoSupersetOfAscii(String name) {
    assertThatThrownBy(() -> TextEncoding.of(Charset.forName(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoding " + Charset.forName(name).name() + " cannot be read")
        .hasMessageContaining("expected UTF-8, or one byte per character");
  }

  private static boolean decodes(Charset charset, byte[] bytes) {
    try {
      charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean contains(byte[] bytes, int wanted) {
    for (byte b : bytes) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }
}
