package io.ledgerlake.transforms.csv;

import io.ledgerlake.schemas.contract.Dialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A file's beginning: the byte order mark, blank lines and the header. Also judges, by the first
 * record, whether the content is text at all.
 *
 * @param buffer the bytes read so far, of which the first {@code length} count
 * @param length how many bytes have been read
 * @param bodyStart index, and offset in the file, of the first byte of the body
 * @param bodyLine number of the line that begins there
 * @param header the columns' names: decoded, unquoted, trimmed
 * @param fault why the file must be refused, else null
 */
record Preamble(
    byte[] buffer, int length, int bodyStart, long bodyLine, List<String> header, FileFault fault) {

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int FIRST_READ = SizeLimits.BLOCK + (1 << 16);
  private static final int LAST_READ = SizeLimits.RECORD + (1 << 16);

  /**
   * Reads as much of the content as the preamble needs, and a little more.
   *
   * @throws IOException if the storage fails
   */
  static Preamble read(Content content, Dialect dialect) throws IOException {
    byte[] buffer = new byte[FIRST_READ];
    int length = 0;
    while (true) {
      length += content.fill(buffer, length, buffer.length);
      Preamble found = of(buffer, length, content, dialect);
      if (found != null) {
        return found;
      }
      buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, LAST_READ));
    }
  }

  /** Returns the preamble, or null when more bytes are needed. */
  private static Preamble of(byte[] buffer, int length, Content content, Dialect dialect) {
    ContentSniffer.Signature signature = ContentSniffer.look(buffer, length);
    if (signature != null) {
      return refused(buffer, length, notText("looks like " + signature.name(), 0, signature));
    }
    int start = startsWithBom(buffer, length) ? BOM.length : 0;
    if (start > 0 && !dialect.encoding().equals(StandardCharsets.UTF_8)) {
      return refused(buffer, length, foreignBom(dialect));
    }
    RecordBoundaries boundaries = new RecordBoundaries(dialect, start, 1, 1);
    int first = start;
    while (first < length && RecordBoundaries.endsLine(buffer[first])) {
      first++;
    }
    boundaries.scan(buffer, start, first);
    if (first == length) {
      return content.ended()
          ? refused(buffer, length, orElse(content, empty()))
          : grow(buffer, length);
    }
    int next = boundaries.scanToStart(buffer, first, first + 1);
    next = boundaries.scanToStart(buffer, next, length);
    boolean complete = boundaries.lastStart() > first;
    int end = complete ? next - 1 : length;
    int firstEnd = contentEnd(buffer, first, end);
    if (boundaries.runaway()) {
      return refused(buffer, length, boundaries.runawayFault());
    }
    if (firstEnd - first > SizeLimits.RECORD) {
      return refused(buffer, length, tooLong(first));
    }
    if (!complete && !content.ended()) {
      return grow(buffer, length);
    }
    if (!complete && content.fault() != null) {
      return refused(buffer, length, content.fault());
    }
    if (!complete && boundaries.quoted()) {
      return refused(buffer, length, boundaries.unclosedQuoteFault());
    }
    FileFault fault = textFault(buffer, first, firstEnd, dialect);
    if (fault != null) {
      return refused(buffer, length, fault);
    }
    if (!dialect.hasHeader()) {
      return new Preamble(buffer, length, start, 1, dialect.columns(), null);
    }
    long bodyLine = complete ? boundaries.lastStartLine() : boundaries.line() + 1;
    return new Preamble(buffer, length, end, bodyLine, names(buffer, first, end, dialect), null);
  }

  private static Preamble refused(byte[] buffer, int length, FileFault fault) {
    return new Preamble(buffer, length, length, 1, List.of(), fault);
  }

  /** Asks for more bytes, as long as a first record within its size limit can still come. */
  private static Preamble grow(byte[] buffer, int length) {
    return length < LAST_READ ? null : refused(buffer, length, tooLong(0));
  }

  private static FileFault orElse(Content content, FileFault other) {
    return content.fault() != null ? content.fault() : other;
  }

  private static boolean startsWithBom(byte[] buffer, int length) {
    return length >= BOM.length && Arrays.equals(buffer, 0, BOM.length, BOM, 0, BOM.length);
  }

  /** Returns where the record that ends before {@code end} has its line end, or {@code end}. */
  static int contentEnd(byte[] buffer, int start, int end) {
    if (end > start && buffer[end - 1] == '\n') {
      int before = end - 1;
      return before > start && buffer[before - 1] == '\r' ? before - 1 : before;
    }
    return end > start && buffer[end - 1] == '\r' ? end - 1 : end;
  }

  private static List<String> names(byte[] buffer, int start, int end, Dialect dialect) {
    byte[] record = Arrays.copyOfRange(buffer, start, end);
    ParsedBlock.Records fields =
        CsvTokenizer.of(dialect)
            .parse(new RecordBlock(0, start, 1, 1, record, null, null))
            .records();
    fields.next();
    String[] names = new String[fields.fieldCount()];
    for (int i = 0; i < names.length; i++) {
      int from = fields.start(i);
      names[i] =
          new String(fields.array(i), from, fields.end(i) - from, dialect.encoding()).strip();
    }
    return List.of(names);
  }

  private static FileFault textFault(byte[] buffer, int start, int end, Dialect dialect) {
    for (int i = start; i < end; i++) {
      byte b = buffer[i];
      if (b >= 0
          && b < ' '
          && b != '\t'
          && b != dialect.delimiter()
          && !RecordBoundaries.endsLine(b)) {
        return notText(b == 0 ? "contains a NUL byte" : "contains the control byte " + b, i, null);
      }
    }
    try {
      dialect
          .encoding()
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(buffer, start, end - start));
      return null;
    } catch (CharacterCodingException e) {
      return notText("is not valid " + dialect.encoding().name(), start, null);
    }
  }

  private static FileFault notText(String what, int offset, ContentSniffer.Signature signature) {
    if (signature != null) {
      return new FileFault(
          FileFault.Kind.NOT_TEXT,
          offset,
          "the file is not CSV text: it " + what,
          signature.nextStep());
    }
    return new FileFault(
        FileFault.Kind.NOT_TEXT,
        offset,
        "the file is not CSV text in the contract's encoding: its first record " + what,
        "save it as CSV in the contract's encoding, or correct the contract's encoding");
  }

  private static FileFault foreignBom(Dialect dialect) {
    return new FileFault(
        FileFault.Kind.NOT_TEXT,
        0,
        "the file begins with the byte order mark of UTF-8, but the contract declares "
            + dialect.encoding().name(),
        "save it as " + dialect.encoding().name() + ", or declare UTF-8 in the contract");
  }

  private static FileFault tooLong(int offset) {
    return new FileFault(
        FileFault.Kind.NOT_TEXT,
        offset,
        "the file is not CSV text: its first record does not end within "
            + SizeLimits.RECORD
            + " bytes",
        "send a CSV file whose records end in LF, CRLF or CR");
  }

  private static FileFault empty() {
    return new FileFault(
        FileFault.Kind.EMPTY_FILE,
        0,
        "the file is empty: it has no header and no record",
        "send the file again; a feed without rows is a file with its header only");
  }
}
