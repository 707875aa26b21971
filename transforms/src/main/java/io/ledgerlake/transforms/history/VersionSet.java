package io.ledgerlake.transforms.history;

import it.unimi.dsi.fastutil.longs.LongIterator;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of versions of records: each is named by its record (file id and offset) and the run that
 * wrote it. Exact, and compact: about 16 bytes per version. Not thread-safe.
 */
public final class VersionSet {

  /** Offsets by file, by run. */
  private final Map<String, Map<String, LongOpenHashSet>> offsets = new TreeMap<>();

  private long size;

  /**
   * Adds a version.
   *
   * @param fileId the record's file
   * @param offset the record's offset in it
   * @param runId the run that wrote the version
   */
  public void add(String fileId, long offset, String runId) {
    size += offsets(fileId, runId).add(offset) ? 1 : 0;
  }

  /** Adds all versions of another set. */
  public void addAll(VersionSet other) {
    other.offsets.forEach(
        (runId, files) ->
            files.forEach(
                (fileId, records) -> {
                  LongOpenHashSet all = offsets(fileId, runId);
                  int before = all.size();
                  all.addAll(records);
                  size += all.size() - before;
                }));
  }

  private LongOpenHashSet offsets(String fileId, String runId) {
    return offsets
        .computeIfAbsent(runId, run -> new TreeMap<>())
        .computeIfAbsent(fileId, file -> new LongOpenHashSet());
  }

  /** Returns whether a version is in the set. */
  public boolean contains(String fileId, long offset, String runId) {
    Map<String, LongOpenHashSet> files = offsets.get(runId);
    LongOpenHashSet records = files == null ? null : files.get(fileId);
    return records != null && records.contains(offset);
  }

  /** Returns how many versions there are. */
  public long size() {
    return size;
  }

  /** Writes the set, for {@link #read}. */
  public void write(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(offsets.size());
    for (Map.Entry<String, Map<String, LongOpenHashSet>> run : offsets.entrySet()) {
      out.writeUTF(run.getKey());
      out.writeInt(run.getValue().size());
      for (Map.Entry<String, LongOpenHashSet> file : run.getValue().entrySet()) {
        out.writeUTF(file.getKey());
        out.writeInt(file.getValue().size());
        for (LongIterator i = file.getValue().iterator(); i.hasNext(); ) {
          out.writeLong(i.nextLong());
        }
      }
    }
    out.flush();
  }

  /** Reads a set that {@link #write} wrote. */
  public static VersionSet read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    VersionSet set = new VersionSet();
    for (int runs = in.readInt(); runs > 0; runs--) {
      String runId = in.readUTF();
      for (int files = in.readInt(); files > 0; files--) {
        String fileId = in.readUTF();
        int count = in.readInt();
        LongOpenHashSet records = set.offsets(fileId, runId);
        for (int i = 0; i < count; i++) {
          records.add(in.readLong());
        }
        set.size += count;
      }
    }
    return set;
  }
}
