package io.ledgerlake.transforms.settle;

import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.record.PackedRecords;
import java.io.IOException;
import java.util.Arrays;

/**
 * The rules for repeats and conflicts within a run. Records come in the order of {@link #layout}:
 * valid ones first, by key, and one key's by file and offset.
 *
 * <ol>
 *   <li>Valid records with the same key and the same content: the first goes on, each other is a
 *       {@link Verdict#REPEAT} of it.
 *   <li>If a key's records still differ in content, all that remain are a {@link Verdict#CONFLICT}:
 *       each with the first of them, the first with the second.
 *   <li>Rejected records with the same bytes (their key is the hash of these): the first stays
 *       {@link Verdict#REJECTED}, each other is a {@link Verdict#REPEAT} of it. A rejected record
 *       meets no valid one.
 * </ol>
 *
 * <p>What is published, and conflicts that are open from earlier runs, belong where {@link #judge}
 * finds a first content: they are contents of the key that came before the run's own.
 *
 * <p>Holds one record, and of a key in conflict one hash per distinct content. Not thread-safe.
 */
public final class DuplicateRules {

  /** Takes records as soon as their verdict is known; those of one verdict in sorted order. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes a record, which is valid only during the call.
     *
     * @param record the record
     * @param verdict what becomes of it
     * @param relatedFile file ordinal of the record that it repeats or contradicts, or -1
     * @param relatedOffset offset of that record, or -1
     * @throws IOException if the record cannot be passed on
     */
    void accept(PackedRecords.Cursor record, Verdict verdict, int relatedFile, long relatedOffset)
        throws IOException;
  }

  private final Sink sink;
  private final RowHash rowHash = RowHash.create();
  private final ContentTable contents = new ContentTable();
  private final byte[] hash = new byte[RowHash.LENGTH];

  /** The first record of the current key, copied because later records decide its verdict. */
  private final PackedRecords.Cursor first = new PackedRecords.Cursor();

  private byte[] firstBytes = new byte[1 << 10];
  private boolean open;
  private boolean firstPassedOn;
  private int lastFile;
  private long lastOffset;

  /**
   * @param sink where judged records go
   */
  public DuplicateRules(Sink sink) {
    this.sink = sink;
  }

  /** Returns the order in which records must come. Each result is for one thread. */
  public static SortKey.Layout layout() {
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    return (buffer, start, end, key) -> {
      cursor.over(buffer, start, end).next();
      key.set(
          cursor.kind(),
          buffer,
          cursor.keyStart(),
          cursor.keyEnd(),
          cursor.file(),
          cursor.offset());
    };
  }

  /**
   * Takes the next record.
   *
   * @throws IOException if the sink fails
   * @throws IllegalStateException if the same record comes twice
   */
  public void accept(PackedRecords.Cursor record) throws IOException {
    if (open && sameKey(record)) {
      if (record.file() == lastFile && record.offset() == lastOffset) {
        throw new IllegalStateException(
            "the record at offset "
                + lastOffset
                + " of planned file "
                + lastFile
                + " came twice: its file was read twice in one run; nothing of this run may be"
                + " published, report this as a defect");
      }
      judge(record);
    } else {
      closeKey();
      openKey(record);
    }
    lastFile = record.file();
    lastOffset = record.offset();
  }

  /**
   * Judges what is still held; no more records come.
   *
   * @throws IOException if the sink fails
   */
  public void finish() throws IOException {
    closeKey();
    open = false;
  }

  private boolean sameKey(PackedRecords.Cursor record) {
    return record.kind() == first.kind()
        && Arrays.equals(
            record.buffer(),
            record.keyStart(),
            record.keyEnd(),
            firstBytes,
            first.keyStart(),
            first.keyEnd());
  }

  private void openKey(PackedRecords.Cursor record) throws IOException {
    int length = record.end() - record.start();
    if (length > firstBytes.length) {
      firstBytes = new byte[Math.max(length, 2 * firstBytes.length)];
    }
    System.arraycopy(record.buffer(), record.start(), firstBytes, 0, length);
    first.over(firstBytes, 0, length).next();
    open = true;
    firstPassedOn = false;
    if (record.kind() == PackedRecords.REJECTED) {
      passFirstOn(Verdict.REJECTED, -1, -1);
    }
  }

  private void closeKey() throws IOException {
    if (open && !firstPassedOn) {
      passFirstOn(Verdict.ACCEPTED, -1, -1);
    }
    contents.clear();
  }

  private void passFirstOn(Verdict verdict, int relatedFile, long relatedOffset)
      throws IOException {
    firstPassedOn = true;
    sink.accept(first, verdict, relatedFile, relatedOffset);
  }

  private void judge(PackedRecords.Cursor record) throws IOException {
    if (record.kind() == PackedRecords.REJECTED || sameContentAsFirst(record)) {
      sink.accept(record, Verdict.REPEAT, first.file(), first.offset());
      return;
    }
    if (!firstPassedOn) {
      addFirst();
      passFirstOn(Verdict.CONFLICT, record.file(), record.offset());
    }
    rowHash.ofValues(record.buffer(), record.valuesStart(), record.valuesEnd(), hash, 0);
    int known = contents.findOrAdd(hash, record.file(), record.offset());
    if (known >= 0) {
      sink.accept(record, Verdict.REPEAT, contents.file(known), contents.offset(known));
    } else {
      sink.accept(record, Verdict.CONFLICT, first.file(), first.offset());
    }
  }

  private void addFirst() {
    rowHash.ofValues(firstBytes, first.valuesStart(), first.valuesEnd(), hash, 0);
    contents.findOrAdd(hash, first.file(), first.offset());
  }

  private boolean sameContentAsFirst(PackedRecords.Cursor record) {
    return Arrays.equals(
        record.buffer(),
        record.valuesStart(),
        record.valuesEnd(),
        firstBytes,
        first.valuesStart(),
        first.valuesEnd());
  }
}
