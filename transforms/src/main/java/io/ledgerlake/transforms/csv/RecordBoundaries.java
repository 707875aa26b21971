package io.ledgerlake.transforms.csv;

import io.ledgerlake.schemas.contract.Dialect;

/**
 * The automaton of the grammar, as far as it says where records and lines begin. Fed with a file's
 * bytes in pieces of any size, it counts; where the pieces are cut changes nothing.
 *
 * <p>A line begins after LF, after CRLF and after a CR without LF; this is known only when the byte
 * after the line end is seen, so a CRLF is never torn. A record begins where a line begins outside
 * quotes, unless that line is blank. A quote counts only at the start of a field (RFC 4180).
 *
 * <p>Eight bytes are looked at in one step wherever no quote is opened or closed among them.
 */
final class RecordBoundaries {

  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final long LF_WORD = Swar.repeat(LF);
  private static final long CR_WORD = Swar.repeat(CR);

  private enum State {
    PLAIN,
    QUOTED,
    QUOTE_SEEN
  }

  private final byte delimiter;
  private final byte quote;
  private final long delimiterWord;
  private final long quoteWord;

  private State state = State.PLAIN;
  private byte previous = LF;
  private long position;
  private long line;
  private long records;
  private long blankLines;

  private long lastStart;
  private long lastStartLine;
  private long lastStartRow;

  private long quoteOffset = -1;
  private long quoteLine = -1;
  private boolean multiline;
  private long multilineQuoteOffset;
  private long multilineQuoteLine;
  private boolean runaway;

  /**
   * @param offset offset of the first byte to come, which begins a line
   * @param row number of the first record to come
   * @param line number of the line that begins
   */
  RecordBoundaries(Dialect dialect, long offset, long row, long line) {
    delimiter = dialect.delimiter();
    quote = dialect.quote();
    delimiterWord = Swar.repeat(delimiter);
    quoteWord = Swar.repeat(quote);
    position = offset;
    records = row - 1;
    this.line = line - 1;
    lastStart = offset;
    lastStartLine = line;
    lastStartRow = row;
  }

  /** Takes in {@code bytes[from, to)}; stops early only at a runaway record. */
  void scan(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && !runaway) {
      if (to - i >= Swar.BYTES) {
        int next = i;
        if (state == State.PLAIN && !multiline) {
          next = skipPlain(bytes, i, to);
        } else if (state == State.QUOTED) {
          next = skipQuoted(bytes, i, to);
        }
        if (next == to) {
          return;
        }
        i = next;
      }
      step(bytes[i++]);
    }
  }

  /**
   * Takes in bytes until one begins a line outside quotes, that byte included.
   *
   * @return the index after the last byte taken in
   */
  int scanToStart(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && !runaway) {
      if (step(bytes[i++])) {
        break;
      }
    }
    return i;
  }

  /** Takes in one byte; returns whether it begins a line outside quotes. */
  private boolean step(byte b) {
    boolean lineStart = previous == LF || (previous == CR && b != LF);
    boolean recordStart = false;
    if (lineStart) {
      line++;
      if (state == State.PLAIN) {
        recordStart = true;
        start(b);
      } else {
        crossLine();
      }
    }
    switch (state) {
      case PLAIN -> {
        if (b == quote && (lineStart || previous == delimiter)) {
          state = State.QUOTED;
          quoteOffset = position;
          quoteLine = line;
        }
      }
      case QUOTED -> {
        if (b == quote) {
          state = State.QUOTE_SEEN;
        }
      }
      case QUOTE_SEEN -> state = b == quote ? State.QUOTED : State.PLAIN;
    }
    previous = b;
    position++;
    if (multiline && (state != State.PLAIN || !endsLine(b))) {
      checkLength();
    }
    return recordStart;
  }

  private void start(byte b) {
    lastStart = position;
    lastStartLine = line;
    lastStartRow = records + 1;
    multiline = false;
    if (endsLine(b)) {
      blankLines++;
    } else {
      records++;
    }
  }

  private void crossLine() {
    if (!multiline) {
      multiline = true;
      multilineQuoteOffset = quoteOffset;
      multilineQuoteLine = quoteLine;
    }
  }

  private void checkLength() {
    runaway |= position - lastStart > SizeLimits.RECORD;
  }

  /** Takes in whole words outside quotes up to the next opening quote or the last whole word. */
  private int skipPlain(byte[] bytes, int from, int to) {
    long lfCarry = Swar.carry(previous == LF);
    long crCarry = Swar.carry(previous == CR);
    byte before = previous;
    long lines = 0;
    long blanks = 0;
    int i = from;
    int opening = Swar.BYTES;
    for (; i <= to - Swar.BYTES; i += Swar.BYTES) {
      long word = Swar.word(bytes, i);
      long lf = Swar.matches(word, LF_WORD);
      long cr = Swar.matches(word, CR_WORD);
      long afterCr = Swar.follow(cr, crCarry);
      long starts = Swar.follow(lf, lfCarry) | (afterCr & ~lf);
      long blank = starts & (lf | cr);
      long quotes = Swar.matches(word, quoteWord);
      if (quotes != 0) {
        long delimiterCarry = Swar.carry((i == from ? before : bytes[i - 1]) == delimiter);
        long afterDelimiter = Swar.follow(Swar.matches(word, delimiterWord), delimiterCarry);
        long openings = quotes & (starts | afterDelimiter);
        if (openings != 0) {
          opening = Swar.first(openings);
          lines += Long.bitCount(Swar.before(starts, opening));
          blanks += Long.bitCount(Swar.before(blank, opening));
          break;
        }
      }
      lines += Long.bitCount(starts);
      blanks += Long.bitCount(blank);
      lfCarry = Swar.carry(lf);
      crCarry = Swar.carry(cr);
    }
    int end = opening < Swar.BYTES ? i + opening : i;
    if (end > from) {
      advancePlain(bytes, from, end, lines, blanks);
    }
    return end;
  }

  private void advancePlain(byte[] bytes, int from, int end, long lines, long blanks) {
    line += lines;
    blankLines += blanks;
    records += lines - blanks;
    if (lines > 0) {
      int i = lastLineStart(bytes, from, end);
      lastStart = position + i - from;
      lastStartLine = line;
      lastStartRow = endsLine(bytes[i]) ? records + 1 : records;
    }
    previous = bytes[end - 1];
    position += end - from;
  }

  private int lastLineStart(byte[] bytes, int from, int end) {
    for (int i = end - 1; i > from; i--) {
      byte before = bytes[i - 1];
      if (before == LF || (before == CR && bytes[i] != LF)) {
        return i;
      }
    }
    return from;
  }

  /** Takes in whole words inside quotes up to the next quote or the last whole word. */
  private int skipQuoted(byte[] bytes, int from, int to) {
    long lfCarry = Swar.carry(previous == LF);
    long crCarry = Swar.carry(previous == CR);
    long lines = 0;
    int i = from;
    int end = -1;
    for (; i <= to - Swar.BYTES; i += Swar.BYTES) {
      long word = Swar.word(bytes, i);
      long lf = Swar.matches(word, LF_WORD);
      long cr = Swar.matches(word, CR_WORD);
      long starts = Swar.follow(lf, lfCarry) | (Swar.follow(cr, crCarry) & ~lf);
      long quotes = Swar.matches(word, quoteWord);
      if (quotes != 0) {
        int closing = Swar.first(quotes);
        lines += Long.bitCount(Swar.before(starts, closing));
        end = i + closing;
        break;
      }
      lines += Long.bitCount(starts);
      lfCarry = Swar.carry(lf);
      crCarry = Swar.carry(cr);
    }
    if (end < 0) {
      end = i;
    }
    if (end > from) {
      line += lines;
      previous = bytes[end - 1];
      position += end - from;
      if (lines > 0) {
        crossLine();
      }
      if (multiline) {
        checkLength();
      }
    }
    return end;
  }

  static boolean endsLine(byte b) {
    return b == LF || b == CR;
  }

  /** Returns the offset of the next byte to come. */
  long position() {
    return position;
  }

  /** Returns the number of the line that the last byte is on. */
  long line() {
    return line;
  }

  /** Returns the number of the last record begun. */
  long records() {
    return records;
  }

  /** Returns the blank lines seen. */
  long blankLines() {
    return blankLines;
  }

  /** Returns the offset of the last byte that begins a line outside quotes. */
  long lastStart() {
    return lastStart;
  }

  /** Returns the number of the line that begins at {@link #lastStart}. */
  long lastStartLine() {
    return lastStartLine;
  }

  /** Returns the number of the first record at or after {@link #lastStart}. */
  long lastStartRow() {
    return lastStartRow;
  }

  /** Returns whether the bytes so far end inside quotes. */
  boolean quoted() {
    return state == State.QUOTED;
  }

  /** Returns whether the last byte ends a line outside quotes, or no byte has come yet. */
  boolean betweenRecords() {
    return state == State.PLAIN && endsLine(previous);
  }

  /** Returns whether a record over {@link SizeLimits#RECORD} contains line ends. */
  boolean runaway() {
    return runaway;
  }

  /** Describes the runaway record. */
  FileFault runawayFault() {
    return new FileFault(
        FileFault.Kind.RUNAWAY_RECORD,
        multilineQuoteOffset,
        "the quote opened on line "
            + multilineQuoteLine
            + " makes the record that starts on line "
            + lastStartLine
            + " longer than "
            + SizeLimits.RECORD
            + " bytes and run over several lines: it has swallowed the rows after it",
        "correct the quote at byte "
            + multilineQuoteOffset
            + " (double it, or quote the whole field) and send the file again");
  }

  /** Describes the quote that is still open. */
  FileFault unclosedQuoteFault() {
    return new FileFault(
        FileFault.Kind.UNCLOSED_QUOTE,
        quoteOffset,
        "the quote opened on line " + quoteLine + " is not closed before the file ends",
        "correct the quote at byte "
            + quoteOffset
            + " (double it, or close the field), or send the file again if it was cut short");
  }
}
