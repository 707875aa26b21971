package io.ledgerlake.transforms.settle;

import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.record.PackedRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules for repeats and conflicts, within a run and against history. Records come in the order
 * of {@link #layout}: valid ones first, by key, what history has of a key before the key's records,
 * and these by file and offset.
 *
 * <ol>
 *   <li>Valid records with the same key and the same content: the first goes on, each other is a
 *       {@link Verdict#REPEAT} of it.
 *   <li>A record that goes on and has the content of the key's published record is a {@link
 *       Verdict#REPEAT} of that.
 *   <li>If contents still differ, among the records that remain, from the published record or from
 *       an open conflict, then all that remain are a {@link Verdict#CONFLICT}: with the published
 *       record, or else an open conflict of other content, or else the first that remains (the
 *       first itself with the second).
 *   <li>Rejected records with the same bytes (their key is the hash of these): the first stays
 *       {@link Verdict#REJECTED}, each other is a {@link Verdict#REPEAT} of it; if an open rejected
 *       record has these bytes, all are repeats of that. A rejected record meets no valid one.
 * </ol>
 *
 * <p>A record is never compared with itself: when a record of history is evaluated again, its entry
 * in history says nothing about it.
 *
 * <p>Holds one record, a few historic ones, and of a key in conflict one hash per distinct content.
 * Not thread-safe.
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
     * @param relatedFile file ordinal of the record that it repeats or contradicts, the plan's or
     *     one of {@link HistoricFiles}; or -1
     * @param relatedOffset offset of that record, or -1
     * @throws IOException if the record cannot be passed on
     */
    void accept(PackedRecords.Cursor record, Verdict verdict, int relatedFile, long relatedOffset)
        throws IOException;
  }

  /** Sorts historic entries before a key's records, whose files count from 0. */
  private static final long BEFORE_FILES = -1;

  /** Rejected records of one key have the same bytes: nothing is left to compare. */
  private static final byte[] NO_CONTENT = {};

  private final Sink sink;
  private final List<byte[]> fileIds;
  private final HistoricFiles files;
  private final KeyHistory history = new KeyHistory();
  private final RowHash rowHash = RowHash.create();
  private final ContentTable contents = new ContentTable();
  private final byte[] hash = new byte[RowHash.LENGTH];

  /** The first record of the current key, copied because later records decide its verdict. */
  private final PackedRecords.Cursor first = new PackedRecords.Cursor();

  private byte[] firstBytes = new byte[1 << 10];
  private boolean open;
  private boolean firstPassedOn;
  private boolean hasHistory;
  private int lastFile;
  private long lastOffset;

  /**
   * @param fileIds the id of every planned file, by ordinal, in UTF-8
   * @param files takes the files of historic records that verdicts point at
   * @param sink where judged records go
   */
  public DuplicateRules(List<byte[]> fileIds, HistoricFiles files, Sink sink) {
    this.fileIds = fileIds;
    this.files = files;
    this.sink = sink;
  }

  /**
   * Returns the order in which records must come. Each result is for one thread.
   *
   * @param fileIds as the rules themselves get them: files with the same id are one file, at the
   *     place of the first
   */
  public static SortKey.Layout layout(List<byte[]> fileIds) {
    int[] places = places(fileIds);
    PackedRecords.Cursor cursor = new PackedRecords.Cursor();
    return (buffer, start, end, key) -> {
      cursor.over(buffer, start, end).next();
      key.set(
          PackedRecords.meets(cursor.kind()),
          buffer,
          cursor.keyStart(),
          cursor.keyEnd(),
          PackedRecords.isHistoric(cursor.kind()) ? BEFORE_FILES : places[cursor.file()],
          cursor.offset());
    };
  }

  private static int[] places(List<byte[]> fileIds) {
    Map<ByteBuffer, Integer> first = new HashMap<>();
    int[] places = new int[fileIds.size()];
    for (int file = 0; file < places.length; file++) {
      Integer known = first.putIfAbsent(ByteBuffer.wrap(fileIds.get(file)), file);
      places[file] = known == null ? file : known;
    }
    return places;
  }

  /**
   * Takes the next record or historic entry.
   *
   * @throws IOException if the sink fails
   * @throws IllegalStateException if the same record comes twice
   */
  public void accept(PackedRecords.Cursor record) throws IOException {
    if (PackedRecords.isHistoric(record.kind())) {
      history.add(record);
      return;
    }
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
    hasHistory = history.select(record);
    if (hasHistory) {
      judgeFirst();
    } else if (record.kind() == PackedRecords.REJECTED) {
      passFirstOn(Verdict.REJECTED, -1, -1);
    }
  }

  /** Judges a key's first record by history. One that history says nothing about is held. */
  private void judgeFirst() throws IOException {
    firstPassedOn = true;
    if (first.kind() == PackedRecords.REJECTED) {
      if (!repeatsOpen(first)) {
        passFirstOn(Verdict.REJECTED, -1, -1);
      }
      return;
    }
    addFirst();
    firstPassedOn = judgeByHistory(first);
  }

  /** Passes a rejected record on if one with its bytes is open in quarantine. */
  private boolean repeatsOpen(PackedRecords.Cursor record) throws IOException {
    HistoricRecord open =
        history.rejected().same(NO_CONTENT, fileIds.get(record.file()), record.offset());
    return open != null && passOn(record, Verdict.REPEAT, open);
  }

  /** Passes a valid record with the content {@link #hash} on if history decides what it is. */
  private boolean judgeByHistory(PackedRecords.Cursor record) throws IOException {
    byte[] fileId = fileIds.get(record.file());
    HistoricRecord published = history.published().same(hash, fileId, record.offset());
    if (published != null) {
      return passOn(record, Verdict.REPEAT, published);
    }
    HistoricRecord other = history.published().other(hash, fileId, record.offset());
    if (other == null) {
      other = history.conflicts().other(hash, fileId, record.offset());
    }
    return other != null && passOn(record, Verdict.CONFLICT, other);
  }

  private boolean passOn(PackedRecords.Cursor record, Verdict verdict, HistoricRecord related)
      throws IOException {
    sink.accept(record, verdict, files.ordinal(related.fileId()), related.offset());
    return true;
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
    if (record.kind() == PackedRecords.REJECTED) {
      if (!hasHistory || !repeatsOpen(record)) {
        sink.accept(record, Verdict.REPEAT, first.file(), first.offset());
      }
      return;
    }
    if (sameContentAsFirst(record)) {
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
    } else if (!hasHistory || !judgeByHistory(record)) {
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
