package io.ledgerlake.transforms.record;

import io.ledgerlake.schemas.record.EvaluatedRow;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch of evaluated records in bytes, in the layout of {@code docs/architecture.md} ("Packed
 * record"): {@link Writer} appends, {@link Cursor} walks. Integers are unsigned LEB128.
 */
public final class PackedRecords {

  /** Kind byte of a record without a fault. */
  public static final byte VALID = 0;

  /** Kind byte of a record with faults. */
  public static final byte REJECTED = 1;

  /** Kind byte of a historic entry: the published record of a key. */
  public static final byte PUBLISHED = 2;

  /**
   * Kind byte of a historic entry: a record that is open in quarantine, in conflict over its key.
   */
  public static final byte OPEN_CONFLICT = 3;

  /** Kind byte of a historic entry: a record that is open in quarantine for faults of its own. */
  public static final byte OPEN_REJECTED = 4;

  /** Kind byte of a claim: a valid record's bytes are those of an open rejected one. */
  public static final byte TWIN_CLAIM = 6;

  private static final int MAX_VARINT = 10;

  private static final ReasonCode[] CODES = ReasonCode.values();

  private PackedRecords() {}

  /**
   * Kind byte of a historic entry: the bytes of a record that is open in quarantine, which a valid
   * record with the same bytes closes. It meets no key.
   */
  public static final byte OPEN_TWIN = 5;

  /** Returns whether a kind is that of a historic entry rather than of a record of this run. */
  public static boolean isHistoric(byte kind) {
    return kind >= PUBLISHED;
  }

  /**
   * Returns the kind that records must have to meet a historic entry; of a record's kind, itself.
   */
  public static byte meets(byte kind) {
    return switch (kind) {
      case PUBLISHED, OPEN_CONFLICT -> VALID;
      case OPEN_REJECTED -> REJECTED;
      default -> kind;
    };
  }

  /** Appends records to a growing buffer. Not thread-safe. */
  public static final class Writer {
    private byte[] buffer;
    private int length;
    private int records;

    /**
     * @param capacity bytes to start with
     */
    public Writer(int capacity) {
      buffer = new byte[capacity];
    }

    /** Appends one record. */
    public void append(
        int file,
        long row,
        long line,
        long offset,
        byte[] raw,
        int rawStart,
        int rawEnd,
        EvaluatedRow evaluated) {
      append(file, row, line, offset, raw, rawStart, rawEnd, evaluated, null);
    }

    /**
     * Appends one record that is not of this run's input files.
     *
     * @param origin where it comes from; null: the planned file
     */
    public void append(
        int file,
        long row,
        long line,
        long offset,
        byte[] raw,
        int rawStart,
        int rawEnd,
        EvaluatedRow evaluated,
        Origin origin) {
      byte[] extra = extra(evaluated, origin);
      int rawLength = rawEnd - rawStart;
      int body =
          1
              + size(file)
              + size(row)
              + size(line)
              + size(offset)
              + size(rawLength)
              + rawLength
              + size(evaluated.valuesLength())
              + evaluated.valuesLength()
              + size(evaluated.keyLength())
              + evaluated.keyLength()
              + size(extra.length)
              + extra.length;
      ensure(size(body) + body);
      varint(body);
      buffer[length++] = evaluated.valid() ? VALID : REJECTED;
      varint(file);
      varint(row);
      varint(line);
      varint(offset);
      bytes(raw, rawStart, rawLength);
      bytes(evaluated.values(), 0, evaluated.valuesLength());
      bytes(evaluated.key(), 0, evaluated.keyLength());
      bytes(extra, 0, extra.length);
      records++;
    }

    /**
     * Appends a historic entry: a record of an earlier run, reduced to what repeats are recognised
     * by. Its file has no ordinal, so the id stands where other records have their raw bytes.
     *
     * @param kind {@link #PUBLISHED}, {@link #OPEN_CONFLICT} or {@link #OPEN_REJECTED}
     * @param fileId the id of its file, UTF-8
     * @param offset its offset in that file
     * @param hash its {@code row_hash}
     * @param key the array whose first {@code keyLength} bytes are its key
     */
    public void appendHistoric(
        byte kind, byte[] fileId, long offset, byte[] hash, byte[] key, int keyLength) {
      int body =
          4
              + size(offset)
              + size(fileId.length)
              + fileId.length
              + size(hash.length)
              + hash.length
              + size(keyLength)
              + keyLength
              + 1;
      ensure(size(body) + body);
      varint(body);
      buffer[length++] = kind;
      varint(0);
      varint(0);
      varint(0);
      varint(offset);
      bytes(fileId, 0, fileId.length);
      bytes(hash, 0, hash.length);
      bytes(key, 0, keyLength);
      varint(0);
      records++;
    }

    /**
     * Appends a claim.
     *
     * @param file the valid record's planned file
     * @param offset its offset
     * @param rawHash the hash of its bytes
     */
    public void appendClaim(int file, long offset, byte[] rawHash) {
      int body = 7 + size(file) + size(offset) + rawHash.length;
      ensure(size(body) + body);
      varint(body);
      buffer[length++] = TWIN_CLAIM;
      varint(file);
      varint(0);
      varint(0);
      varint(offset);
      varint(0);
      varint(0);
      bytes(rawHash, 0, rawHash.length);
      varint(0);
      records++;
    }

    /** Appends a record that is already packed, given by the bounds of its length and body. */
    public void appendPacked(byte[] from, int start, int end) {
      ensure(end - start);
      System.arraycopy(from, start, buffer, length, end - start);
      length += end - start;
      records++;
    }

    /** Returns the bytes appended so far. */
    public int length() {
      return length;
    }

    /** Returns the records appended so far. */
    public int records() {
      return records;
    }

    /** Returns a copy of the batch and starts a new one. */
    public byte[] drain() {
      byte[] batch = Arrays.copyOf(buffer, length);
      length = 0;
      records = 0;
      return batch;
    }

    private void bytes(byte[] from, int start, int count) {
      varint(count);
      System.arraycopy(from, start, buffer, length, count);
      length += count;
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        buffer[length++] = (byte) (rest & 0x7F | 0x80);
        rest >>>= 7;
      }
      buffer[length++] = (byte) rest;
    }

    private void ensure(int more) {
      int needed = Math.addExact(length, more);
      if (needed > buffer.length) {
        long doubled = Math.min(2L * buffer.length, Integer.MAX_VALUE - 16L);
        buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
      }
    }

    private static int size(long value) {
      return (Math.max(1, 64 - Long.numberOfLeadingZeros(value)) + 6) / 7;
    }

    private static byte[] extra(EvaluatedRow row, Origin origin) {
      if (row.errors().isEmpty() && row.rescued().isEmpty() && origin == null) {
        return EMPTY;
      }
      Writer out = new Writer(256);
      out.number(row.errors().size());
      for (RowError error : row.errors()) {
        out.number(error.code().ordinal());
        out.text(error.field());
        out.text(error.message());
        out.text(error.value());
      }
      out.number(row.rescued().size());
      row.rescued()
          .forEach(
              (name, value) -> {
                out.text(name);
                out.text(value);
              });
      if (origin != null) {
        out.origin(origin);
      }
      return out.drain();
    }

    private void origin(Origin origin) {
      text(origin.sourceFile());
      text(origin.fileId());
      text(origin.firstRunId());
      text(origin.previousRunId());
      ensure(3 * MAX_VARINT);
      varint(origin.ingestedAt());
      varint(origin.attemptCount());
      varint(origin.schemaVersion());
    }

    private void number(int value) {
      ensure(5);
      varint(value);
    }

    private void text(String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      ensure(5 + utf8.length);
      bytes(utf8, 0, utf8.length);
    }

    private static final byte[] EMPTY = new byte[0];
  }

  /** Walks the records of a batch, one {@link #next} at a time. Not thread-safe. */
  public static final class Cursor {
    private byte[] buffer;
    private int position;
    private int limit;

    private int start;
    private int end;
    private byte kind;
    private int file;
    private long row;
    private long line;
    private long offset;
    private int rawStart;
    private int rawEnd;
    private int valuesStart;
    private int valuesEnd;
    private int keyStart;
    private int keyEnd;
    private int extraStart;
    private int extraEnd;

    /** Points the cursor before the first record of {@code bytes[from, to)} and returns it. */
    public Cursor over(byte[] bytes, int from, int to) {
      buffer = bytes;
      position = from;
      limit = to;
      return this;
    }

    /** Moves to the next record; returns false when there is none. */
    public boolean next() {
      if (position >= limit) {
        return false;
      }
      start = position;
      int bodyLength = (int) varint();
      end = position + bodyLength;
      kind = buffer[position++];
      file = (int) varint();
      row = varint();
      line = varint();
      offset = varint();
      rawEnd = section();
      rawStart = sectionStart;
      valuesEnd = section();
      valuesStart = sectionStart;
      keyEnd = section();
      keyStart = sectionStart;
      extraEnd = section();
      extraStart = sectionStart;
      if (position != end || end > limit) {
        throw new IllegalStateException("packed record at " + start + " is torn");
      }
      return true;
    }

    /** Returns the array that all positions of this cursor index. */
    public byte[] buffer() {
      return buffer;
    }

    /** Returns where the packed record starts, its length included. */
    public int start() {
      return start;
    }

    /** Returns where the packed record ends. */
    public int end() {
      return end;
    }

    /** Returns {@link #VALID}, {@link #REJECTED}, or the kind of a historic entry. */
    public byte kind() {
      return kind;
    }

    /** Returns the file's ordinal in the plan. */
    public int file() {
      return file;
    }

    /** Returns the record number in the file, from 1. */
    public long row() {
      return row;
    }

    /** Returns the physical line number, from 1. */
    public long line() {
      return line;
    }

    /** Returns the byte offset in the uncompressed file. */
    public long offset() {
      return offset;
    }

    /** Returns where the raw bytes start. */
    public int rawStart() {
      return rawStart;
    }

    /** Returns where the raw bytes end. */
    public int rawEnd() {
      return rawEnd;
    }

    /** Returns where the canonical values start. */
    public int valuesStart() {
      return valuesStart;
    }

    /** Returns where the canonical values end. */
    public int valuesEnd() {
      return valuesEnd;
    }

    /** Returns where the key starts. */
    public int keyStart() {
      return keyStart;
    }

    /** Returns where the key ends. */
    public int keyEnd() {
      return keyEnd;
    }

    /** Returns the record's faults; empty for a valid record. */
    public List<RowError> errors() {
      if (extraStart == extraEnd) {
        return List.of();
      }
      Cursor in = new Cursor().over(buffer, extraStart, extraEnd);
      return in.readErrors();
    }

    /** Returns the record's unknown columns by name. */
    public Map<String, String> rescued() {
      if (extraStart == extraEnd) {
        return Map.of();
      }
      Cursor in = new Cursor().over(buffer, extraStart, extraEnd);
      in.readErrors();
      return in.readRescued();
    }

    /** Returns where the record comes from, or null if it is of the planned file. */
    public Origin origin() {
      if (extraStart == extraEnd) {
        return null;
      }
      Cursor in = new Cursor().over(buffer, extraStart, extraEnd);
      in.readErrors();
      in.readRescued();
      return in.position == extraEnd ? null : in.readOrigin();
    }

    private Origin readOrigin() {
      return new Origin(text(), text(), text(), text(), varint(), (int) varint(), (int) varint());
    }

    private Map<String, String> readRescued() {
      Map<String, String> rescued = new LinkedHashMap<>();
      for (long left = varint(); left > 0; left--) {
        String name = text();
        rescued.put(name, text());
      }
      return rescued;
    }

    private List<RowError> readErrors() {
      List<RowError> errors = new ArrayList<>();
      for (long left = varint(); left > 0; left--) {
        ReasonCode code = CODES[(int) varint()];
        String field = text();
        String message = text();
        errors.add(new RowError(code, field, message, text()));
      }
      return errors;
    }

    private String text() {
      int stop = section();
      return new String(buffer, sectionStart, stop - sectionStart, StandardCharsets.UTF_8);
    }

    private int sectionStart;

    private int section() {
      int count = (int) varint();
      sectionStart = position;
      position += count;
      return position;
    }

    private long varint() {
      long value = buffer[position++];
      if (value >= 0) {
        return value;
      }
      value &= 0x7F;
      for (int shift = 7; ; shift += 7) {
        long next = buffer[position++];
        value |= (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }
  }
}
