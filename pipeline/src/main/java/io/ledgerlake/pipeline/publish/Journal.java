package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.Parallel;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.StoredFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A dataset's journal: {@code chain/0000000001.json} and so on, each entry created conditionally
 * and carrying the hash of the one before. Whoever creates an entry has decided; a changed entry
 * breaks the link of the next.
 *
 * <p>An entry never changes, so a journal reads each of them once and keeps what it says; which
 * there are is asked anew every time. Whoever looks more than once does so through the same object.
 * Can be used from several threads.
 */
public final class Journal {

  private static final Pattern ENTRY = Pattern.compile("[0-9]{10}\\.json");

  private final LakeStorage storage;
  private final String folder;

  /** What was read, by location. */
  private final Map<String, Link> known = new ConcurrentHashMap<>();

  private Journal(LakeStorage storage, String folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /** Returns a dataset's journal; it need not exist yet. */
  public static Journal of(LakeLayout layout, LakeStorage storage, String dataset) {
    return new Journal(storage, layout.chain(dataset));
  }

  /**
   * An entry as it is stored.
   *
   * @param entry what it says
   * @param sha256 hash of its bytes, to which the next entry links
   */
  public record Link(JournalEntry entry, String sha256) {}

  /** What came of an {@link #append}. */
  public sealed interface Appended {}

  /**
   * The entry is in the journal.
   *
   * @param link the entry
   */
  public record Decided(Link link) implements Appended {}

  /**
   * Somebody else's entry is at that place, so what was planned may no longer be right: plan again.
   *
   * @param winner the entry that is there
   */
  public record Overtaken(Link winner) implements Appended {}

  /**
   * An entry's file as it lies there, whatever is in it.
   *
   * @param seq the number in its name
   * @param location where it is
   * @param sha256 hash of its bytes
   * @param entry what it says; nothing if it cannot be read
   * @param fault why it cannot be read, or is not written as an entry is; empty: it is
   */
  public record Stored(
      long seq,
      String location,
      String sha256,
      Optional<JournalEntry> entry,
      Optional<String> fault) {}

  /** Returns the last entry, or nothing when there is none. */
  public Optional<Link> head() throws IOException {
    List<StoredFile> files = files();
    return files.isEmpty() ? Optional.empty() : Optional.of(read(files.get(files.size() - 1)));
  }

  /** Returns all entries, in order. */
  public List<Link> entries() throws IOException {
    List<StoredFile> files = files();
    List<StoredFile> unread =
        files.stream().filter(file -> !known.containsKey(file.uri())).toList();
    Parallel.map(Parallel.SMALL_FILES, unread, this::read);
    List<Link> links = new ArrayList<>();
    for (StoredFile file : files) {
      links.add(read(file));
    }
    return links;
  }

  /** Returns the entry with a number, which must be there. */
  public Link entry(long seq) throws IOException {
    return read(seq, location(seq));
  }

  /**
   * Appends an entry after the one that the caller knows as the last. Repeating a call that had
   * succeeded succeeds again.
   *
   * @param after what {@link #head} returned when the caller began to plan
   * @param kind what is decided
   * @param runId the run that it is about
   * @param manifestSha256 hash of the run's manifest
   * @param person who decided it, if a person did
   * @param since the run's logical time, from which it is counted how long the entry is kept
   */
  public Appended append(
      Optional<Link> after,
      JournalEntry.Kind kind,
      String runId,
      String manifestSha256,
      Optional<JournalEntry.Person> person,
      Instant since)
      throws IOException {
    JournalEntry entry =
        new JournalEntry(
            after.map(link -> link.entry().seq()).orElse(0L) + 1,
            kind,
            runId,
            manifestSha256,
            person.orElse(null),
            after.map(Link::sha256).orElse(JournalEntry.GENESIS));
    byte[] bytes = CanonicalJson.write(entry);
    Link link = new Link(entry, DigestUtils.sha256Hex(bytes));
    if (storage.createFinal(location(entry.seq()), bytes, since)) {
      known.put(location(entry.seq()), link);
      return new Decided(link);
    }
    // A client that repeats a request whose answer was lost meets its own entry here.
    Link there = read(entry.seq(), location(entry.seq()));
    return there.equals(link) ? new Decided(link) : new Overtaken(there);
  }

  /** Returns how many entries there are. */
  public int size() throws IOException {
    return files().size();
  }

  /**
   * Returns the files of all entries, in order, for whoever wants to know what was touched. Reads
   * all of their bytes, whatever was read before.
   */
  public List<Stored> stored() throws IOException {
    return Parallel.map(Parallel.SMALL_FILES, files(), this::stored);
  }

  private Stored stored(StoredFile file) throws IOException {
    byte[] bytes = storage.read(file.uri());
    Optional<JournalEntry> entry = Optional.empty();
    Optional<String> fault = Optional.empty();
    try {
      JournalEntry said = CanonicalJson.read(bytes, JournalEntry.class, file.uri());
      if (said.isWhole()) {
        entry = Optional.of(said);
      } else {
        fault = Optional.of("it leaves out what an entry must say");
      }
      if (entry.isPresent() && !Arrays.equals(CanonicalJson.write(said), bytes)) {
        fault = Optional.of("its bytes are not those that LedgerLake writes");
      }
    } catch (IOException e) {
      fault = Optional.of(e.getMessage().lines().findFirst().orElse("it cannot be read"));
    }
    return new Stored(seq(file), file.uri(), DigestUtils.sha256Hex(bytes), entry, fault);
  }

  private List<StoredFile> files() throws IOException {
    // A crash can leave a temporary file behind; only whole entries have an entry's name.
    return storage.list(folder).stream()
        .filter(file -> ENTRY.matcher(file.path()).matches())
        .toList();
  }

  private Link read(StoredFile file) throws IOException {
    return read(seq(file), file.uri());
  }

  private Link read(long seq, String location) throws IOException {
    Link link = known.get(location);
    if (link == null) {
      link = load(seq, location);
      known.put(location, link);
    }
    return link;
  }

  private Link load(long seq, String location) throws IOException {
    byte[] bytes = storage.read(location);
    JournalEntry entry = CanonicalJson.read(bytes, JournalEntry.class, location);
    if (entry.seq() != seq) {
      throw new LakeException(
          "The journal entry " + location + " says that it is number " + entry.seq(),
          "The journal has been tampered with; run verify before anything else");
    }
    return new Link(entry, DigestUtils.sha256Hex(bytes));
  }

  /** Returns where the entry with a number lies. */
  public String location(long seq) {
    return folder + "/" + String.format(Locale.ROOT, "%010d", seq) + ".json";
  }

  private static long seq(StoredFile file) {
    return Long.parseLong(file.path().substring(0, 10));
  }
}
