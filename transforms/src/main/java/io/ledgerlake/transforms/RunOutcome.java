package io.ledgerlake.transforms;

import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.record.ReaderReport;
import io.ledgerlake.transforms.zone.MovedFile;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a run's workers have to say: what the readers saw, what the writers wrote and decided,
 * and what was found in the written files. Small; the driver reconciles and publishes from it.
 * Mutable while it is being gathered.
 */
public final class RunOutcome implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Only what an outcome is made of: it is read from a storage that others may write to. */
  private static final ObjectInputFilter OURS =
      ObjectInputFilter.Config.createFilter(
          "io.ledgerlake.transforms.**;io.ledgerlake.schemas.record.ReasonCode;java.util.*;"
              + "java.math.*;java.lang.*;!*");

  private static final Comparator<WrittenFile> BY_PATH =
      Comparator.comparing(WrittenFile::zone).thenComparing(WrittenFile::path);

  private final ArrayList<WrittenFile> files = new ArrayList<>();
  private final TreeMap<Integer, ReaderReport> read = new TreeMap<>();
  private final TreeMap<Integer, TreeMap<Zone, FileTally>> stored = new TreeMap<>();
  private final ShardTally settled = new ShardTally();
  private final TreeMap<MovedFile, Moved> moved = new TreeMap<>();

  /**
   * Rows of a file of an earlier run that went from quarantine to condemned.
   *
   * @param settled as the writer counted them
   * @param stored as they were found in the written files
   */
  public record Moved(long settled, long stored) implements Serializable {
    Moved plus(Moved other) {
      return new Moved(Math.addExact(settled, other.settled), Math.addExact(stored, other.stored));
    }
  }

  static RunOutcome ofReader(ReaderReport report) {
    RunOutcome outcome = new RunOutcome();
    outcome.addReader(report);
    return outcome;
  }

  static RunOutcome ofFile(WrittenFile file) {
    RunOutcome outcome = new RunOutcome();
    outcome.addFile(file);
    return outcome;
  }

  static RunOutcome ofStored(Zone zone, FileTally tally) {
    RunOutcome outcome = new RunOutcome();
    outcome.addStored(zone, tally);
    return outcome;
  }

  static RunOutcome ofSettled(ShardTally tally) {
    RunOutcome outcome = new RunOutcome();
    outcome.settled.add(tally);
    return outcome;
  }

  /** Returns the data files, by zone and path. */
  public List<WrittenFile> files() {
    return files.stream().sorted(BY_PATH).toList();
  }

  /** Returns what the readers saw, by file ordinal; a file of which nothing was read is absent. */
  public SortedMap<Integer, ReaderReport> read() {
    return read;
  }

  /** Returns what was found in the written files, by file ordinal and zone. */
  public SortedMap<Integer, ? extends SortedMap<Zone, FileTally>> stored() {
    return stored;
  }

  /** Returns what the writers decided. */
  public ShardTally settled() {
    return settled;
  }

  /** Returns the rows that went from quarantine to condemned, by the file that they are of. */
  public SortedMap<MovedFile, Moved> moved() {
    return moved;
  }

  /** Adds all of another outcome. */
  RunOutcome add(RunOutcome other) {
    files.addAll(other.files);
    other.read.values().forEach(this::addReader);
    other.stored.values().forEach(zones -> zones.forEach(this::addStored));
    settled.add(other.settled);
    other.moved.forEach((file, rows) -> moved.merge(file, rows, Moved::plus));
    return this;
  }

  void addFile(WrittenFile file) {
    files.add(file);
  }

  void addMoved(MovedFile file, long settledRows, long storedRows) {
    moved.merge(file, new Moved(settledRows, storedRows), Moved::plus);
  }

  private void addReader(ReaderReport report) {
    read.merge(report.tally().file(), report, ReaderReport::plus);
  }

  private void addStored(Zone zone, FileTally tally) {
    stored
        .computeIfAbsent(tally.file(), file -> new TreeMap<>())
        .computeIfAbsent(zone, z -> new FileTally(tally.file()))
        .add(tally);
  }

  /**
   * Reads what {@link CollectOutcome} wrote.
   *
   * @throws IOException if it cannot be read or holds anything else
   */
  public static RunOutcome read(InputStream stream) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(stream)) {
      in.setObjectInputFilter(OURS);
      return (RunOutcome) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("not an outcome of this version of LedgerLake", e);
    }
  }
}
