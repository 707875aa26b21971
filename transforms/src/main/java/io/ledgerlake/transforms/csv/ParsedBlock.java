package io.ledgerlake.transforms.csv;

import io.ledgerlake.schemas.record.RawFields;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import java.util.Arrays;

/**
 * A block and where its records and fields lie. Immutable by convention, like its block.
 *
 * <p>The index holds an entry per record, in order: where the record starts; how many lines after
 * the block's first it starts; the number of fields and flags; then, per field, where it ends and
 * its form. A field starts one byte after the one before it has ended.
 */
public final class ParsedBlock {

  static final int ENTRY = 3;

  static final int FLAG_BITS = 4;
  static final int FLAGS = (1 << FLAG_BITS) - 1;
  static final int STRAY_TEXT = 1;
  static final int LONG_FIELD = 2;
  static final int OPEN_QUOTE = 4;
  static final int HAS_ESCAPES = 8;
  private static final int FAULTS = STRAY_TEXT | LONG_FIELD | OPEN_QUOTE;

  static final int FORM_BITS = 2;
  static final int QUOTED = 1;
  static final int ESCAPED = 2;

  private final RecordBlock block;
  private final byte quote;
  private final int[] index;
  private final int recordCount;
  private final long blankLines;

  /**
   * For {@link CsvTokenizer} and for coders.
   *
   * @param index the entries, as {@link #index} returns them
   */
  public ParsedBlock(RecordBlock block, byte quote, int[] index, int recordCount, long blankLines) {
    this.block = block;
    this.quote = quote;
    this.index = index;
    this.recordCount = recordCount;
    this.blankLines = blankLines;
  }

  /** Returns the block; its {@link RecordBlock#fault} is the news that the file is refused. */
  public RecordBlock block() {
    return block;
  }

  /** Returns the quote byte. */
  public byte quote() {
    return quote;
  }

  /** Returns the index itself, not a copy; not to be changed. */
  public int[] index() {
    return index;
  }

  /** Returns how many records there are; an oversize block has one, a fault none. */
  public int recordCount() {
    return recordCount;
  }

  /** Returns how many lines have no byte. */
  public long blankLines() {
    return blankLines;
  }

  /** Returns a cursor before the first record. */
  public Records records() {
    return new Records();
  }

  /**
   * Walks the records of the block. A field's quotes are taken away; only fields with doubled
   * quotes are copied. Not thread-safe.
   */
  public final class Records implements RawFields {
    private final byte[] bytes = block.bytes();
    private int done;
    private int next;

    private int start;
    private long line;
    private int fields;
    private int flags;
    private int ends;

    private byte[] scratch = new byte[0];
    private int[] scratchStarts = new int[0];
    private int[] scratchEnds = new int[0];

    private Records() {}

    /** Moves to the next record; returns false when there is none. */
    public boolean next() {
      if (done == recordCount) {
        return false;
      }
      done++;
      if (block.oversize() != null) {
        line = block.firstLine();
        return true;
      }
      start = index[next];
      line = block.firstLine() + index[next + 1];
      fields = index[next + 2] >>> FLAG_BITS;
      flags = index[next + 2] & FLAGS;
      ends = next + ENTRY;
      next = ends + fields;
      if ((flags & HAS_ESCAPES) != 0) {
        unescape();
      }
      return true;
    }

    /** Returns the record's number in the file, from 1. */
    public long row() {
      return block.firstRow() + done - 1;
    }

    /** Returns the number of the physical line on which the record starts, from 1. */
    public long line() {
      return line;
    }

    /** Returns the offset in the uncompressed file of the record's first byte. */
    public long offset() {
      return block.offset() + start;
    }

    @Override
    public int fieldCount() {
      return fields;
    }

    @Override
    public byte[] array(int i) {
      return (index[ends + i] & ESCAPED) == 0 ? bytes : scratch;
    }

    @Override
    public int start(int i) {
      int entry = index[ends + i];
      return (entry & ESCAPED) == 0 ? rawFieldStart(i) + (entry & QUOTED) : scratchStarts[i];
    }

    @Override
    public int end(int i) {
      int entry = index[ends + i];
      return (entry & ESCAPED) == 0 ? (entry >>> FORM_BITS) - (entry & QUOTED) : scratchEnds[i];
    }

    @Override
    public byte[] rawArray() {
      return bytes;
    }

    @Override
    public int rawStart() {
      return start;
    }

    @Override
    public int rawEnd() {
      return fields == 0 ? bytes.length : index[ends + fields - 1] >>> FORM_BITS;
    }

    @Override
    public RowError structuralFault() {
      if (block.oversize() != null) {
        return fault(block.oversize().message(bytes.length));
      }
      return (flags & FAULTS) == 0 ? null : fault(describe());
    }

    private String describe() {
      if ((flags & OPEN_QUOTE) != 0) {
        return "the quote that opens field " + fields + " is not closed";
      }
      if ((flags & STRAY_TEXT) != 0) {
        return "text follows the closing quote of field "
            + (strayField() + 1)
            + "; inside a quoted field a quote is doubled";
      }
      int field = longField();
      return "field "
          + (field + 1)
          + " is "
          + (rawFieldEnd(field) - rawFieldStart(field) - 2 * (index[ends + field] & QUOTED))
          + " bytes long, over the limit of "
          + SizeLimits.FIELD;
    }

    /** A quoted field with stray text keeps its quotes, so it is indexed as an unquoted one. */
    private int strayField() {
      for (int i = 0; i < fields; i++) {
        int from = rawFieldStart(i);
        if ((index[ends + i] & QUOTED) == 0 && rawFieldEnd(i) > from && bytes[from] == quote) {
          return i;
        }
      }
      throw new IllegalStateException("no field of the record has text after its closing quote");
    }

    private int longField() {
      for (int i = 0; i < fields; i++) {
        int quotes = 2 * (index[ends + i] & QUOTED);
        if (rawFieldEnd(i) - rawFieldStart(i) - quotes > SizeLimits.FIELD) {
          return i;
        }
      }
      throw new IllegalStateException("no field of the record is over the limit");
    }

    private RowError fault(String message) {
      return new RowError(ReasonCode.SCHEMA_ERROR, "", message, "");
    }

    private int rawFieldStart(int i) {
      return i == 0 ? start : rawFieldEnd(i - 1) + 1;
    }

    private int rawFieldEnd(int i) {
      return index[ends + i] >>> FORM_BITS;
    }

    private void unescape() {
      int capacity = rawEnd() - start;
      if (scratch.length < capacity) {
        scratch = new byte[Math.max(capacity, 2 * scratch.length)];
      }
      if (scratchStarts.length < fields) {
        scratchStarts = Arrays.copyOf(scratchStarts, fields);
        scratchEnds = Arrays.copyOf(scratchEnds, fields);
      }
      int to = 0;
      for (int i = 0; i < fields; i++) {
        if ((index[ends + i] & ESCAPED) != 0) {
          scratchStarts[i] = to;
          to = unescape(rawFieldStart(i) + 1, rawFieldEnd(i) - 1, to);
          scratchEnds[i] = to;
        }
      }
    }

    private int unescape(int from, int end, int into) {
      int to = into;
      for (int i = from; i < end; i++) {
        scratch[to++] = bytes[i];
        if (bytes[i] == quote) {
          i++;
        }
      }
      return to;
    }
  }
}
