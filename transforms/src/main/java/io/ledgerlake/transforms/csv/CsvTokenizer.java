package io.ledgerlake.transforms.csv;

import io.ledgerlake.schemas.contract.Dialect;
import java.util.Arrays;

/**
 * Finds the fields of a block of records, by the grammar of {@code docs/architecture.md} (RFC 4180,
 * and what it leaves open). Copies no bytes: a field is a slice of its block.
 *
 * <p>A line without a byte is blank and no record, also where records have only one field; an empty
 * value alone on its line is written {@code ""}.
 *
 * <p>Keeps a buffer between blocks. Not thread-safe.
 */
public final class CsvTokenizer {

  private static final byte LF = '\n';
  private static final byte CR = '\r';

  private final byte delimiter;
  private final byte quote;
  private final long delimiterWord;
  private final byte filler;

  private int[] index = new int[1 << 12];
  private int used;

  private byte[] bytes;
  private int limit;
  private int lines;

  private CsvTokenizer(byte delimiter, byte quote) {
    this.delimiter = delimiter;
    this.quote = quote;
    delimiterWord = Swar.repeat(delimiter);
    filler = (byte) (delimiter == 'x' ? 'y' : 'x');
  }

  /** Returns a tokenizer of records in a dialect. */
  public static CsvTokenizer of(Dialect dialect) {
    return of(dialect.delimiter(), dialect.quote());
  }

  /** Returns a tokenizer of records with this delimiter and this quote. */
  public static CsvTokenizer of(byte delimiter, byte quote) {
    return new CsvTokenizer(delimiter, quote);
  }

  /** Finds all records of a block and their fields. */
  public ParsedBlock parse(RecordBlock block) {
    bytes = block.bytes();
    limit = bytes.length;
    lines = 0;
    used = 0;
    if (block.fault() != null || block.oversize() != null) {
      int records = block.oversize() == null ? 0 : 1;
      return new ParsedBlock(block, quote, new int[0], records, 0);
    }
    int records = 0;
    long blankLines = 0;
    int i = 0;
    while (i < limit) {
      byte b = bytes[i];
      if (b == LF || b == CR) {
        i = afterLineEnd(i);
        lines++;
        blankLines++;
      } else {
        i = record(i);
        records++;
      }
    }
    bytes = null;
    return new ParsedBlock(block, quote, Arrays.copyOf(index, used), records, blankLines);
  }

  /** Takes in the record at {@code start}; returns the index after its line end. */
  private int record(int start) {
    int entry = open(start);
    int flags = 0;
    int field = start;
    int base = start;
    long mask = marks(base);
    while (true) {
      int end;
      int form = 0;
      if (field < limit && bytes[field] == quote) {
        base = quotedField(field);
        form = quotedForm;
        flags |= quotedFault;
        mask = marks(base);
      }
      // From here on only what ends a field matters; a quote inside a field is literal.
      while (true) {
        while (mask == 0) {
          base += Swar.BYTES;
          if (base >= limit) {
            break;
          }
          mask = marks(base);
        }
        if (mask == 0) {
          end = limit;
          break;
        }
        end = base + Swar.first(mask);
        mask &= mask - 1;
        byte b = bytes[end];
        if (b == delimiter || b == LF || b == CR) {
          break;
        }
      }
      if (end - field > SizeLimits.FIELD && contentLength(field, end, form) > SizeLimits.FIELD) {
        flags |= ParsedBlock.LONG_FIELD;
      }
      if ((form & ParsedBlock.ESCAPED) != 0) {
        flags |= ParsedBlock.HAS_ESCAPES;
      }
      append(end << ParsedBlock.FORM_BITS | form);
      if (end < limit && bytes[end] == delimiter) {
        field = end + 1;
        continue;
      }
      close(entry, flags);
      lines++;
      return end < limit ? afterLineEnd(end) : end;
    }
  }

  private int quotedForm;
  private int quotedFault;

  /**
   * Takes in a quoted field; returns the index after its closing quote, or the limit without one.
   */
  private int quotedField(int opening) {
    boolean escaped = false;
    int i = opening + 1;
    while (i < limit) {
      byte b = bytes[i];
      if (b == quote) {
        if (i + 1 < limit && bytes[i + 1] == quote) {
          escaped = true;
          i += 2;
          continue;
        }
        return closed(i + 1, escaped);
      }
      if (b == LF || (b == CR && (i + 1 == limit || bytes[i + 1] != LF))) {
        lines++;
      }
      i++;
    }
    quotedForm = 0;
    quotedFault = ParsedBlock.OPEN_QUOTE;
    return limit;
  }

  private int closed(int after, boolean escaped) {
    boolean clean =
        after == limit || bytes[after] == delimiter || bytes[after] == LF || bytes[after] == CR;
    quotedFault = clean ? 0 : ParsedBlock.STRAY_TEXT;
    quotedForm = clean ? ParsedBlock.QUOTED | (escaped ? ParsedBlock.ESCAPED : 0) : 0;
    return after;
  }

  private static int contentLength(int field, int end, int form) {
    return (form & ParsedBlock.QUOTED) == 0 ? end - field : end - field - 2;
  }

  private int afterLineEnd(int i) {
    return bytes[i] == CR && i + 1 < limit && bytes[i + 1] == LF ? i + 2 : i + 1;
  }

  /** Returns the mask of the bytes of the word at {@code i} that may end a field. */
  private long marks(int i) {
    long word = i + Swar.BYTES <= limit ? Swar.word(bytes, i) : lastWord(i);
    return Swar.matches(word, delimiterWord) | Swar.atMost(word, CR);
  }

  private long lastWord(int from) {
    long word = Swar.repeat(filler);
    for (int i = limit - 1; i >= from; i--) {
      word = word << 8 | (bytes[i] & 0xFFL);
    }
    return word;
  }

  private int open(int start) {
    int entry = used;
    append(start);
    append(lines);
    append(0);
    return entry;
  }

  private void close(int entry, int flags) {
    int fields = used - entry - ParsedBlock.ENTRY;
    index[entry + 2] = fields << ParsedBlock.FLAG_BITS | flags;
  }

  private void append(int value) {
    if (used == index.length) {
      index = Arrays.copyOf(index, 2 * used);
    }
    index[used++] = value;
  }
}
