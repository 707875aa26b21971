package io.ledgerlake.pipeline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.lake.TestLake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two processes decide about one run id, each with a manifest of its own, as a change has that is
 * started twice. One waits before any of its calls to the storage while the other does any number
 * of its own; what the journal names is always what is stored.
 */
class TwoPublishersTest {

  private static final int MOST_CALLS = 30;
  private static final long LIMIT_SECONDS = 20;
  private static final String RUN = "twice";

  @TempDir private Path folder;
  private LakeTables tables;

  @BeforeEach
  void open() {
    tables = new TestLake(folder).tables;
  }

  /** Files in memory, of any number of processes. */
  private static final class Disk {
    private final Map<String, byte[]> files = new TreeMap<>();
  }

  /** Told before each call of a process to its storage. */
  @FunctionalInterface
  private interface Gate {
    void pass() throws IOException;
  }

  /** One process's view of the disk. */
  private record Calls(Disk disk, Gate gate) implements LakeStorage {

    @Override
    public List<StoredFile> list(String place) throws IOException {
      gate.pass();
      List<StoredFile> found = new ArrayList<>();
      disk.files.forEach(
          (location, bytes) -> {
            if (location.startsWith(place + "/")) {
              String path = location.substring(place.length() + 1);
              found.add(new StoredFile(path, location, bytes.length));
            }
          });
      return found;
    }

    @Override
    public Pinned openPinned(String location) {
      throw new UnsupportedOperationException("nothing is streamed here");
    }

    @Override
    public InputStream open(String location, Optional<String> pin) {
      throw new UnsupportedOperationException("nothing is streamed here");
    }

    @Override
    public Optional<Long> size(String location) throws IOException {
      gate.pass();
      return Optional.ofNullable(disk.files.get(location)).map(bytes -> (long) bytes.length);
    }

    @Override
    public byte[] read(String location) throws IOException {
      gate.pass();
      byte[] bytes = disk.files.get(location);
      if (bytes == null) {
        throw new NoSuchFileException(location);
      }
      return bytes;
    }

    @Override
    public void write(String location, byte[] bytes) throws IOException {
      gate.pass();
      disk.files.put(location, bytes);
    }

    @Override
    public boolean createExclusively(String location, byte[] bytes) throws IOException {
      gate.pass();
      return disk.files.putIfAbsent(location, bytes) == null;
    }

    @Override
    public void requireWritable(String place) {}

    @Override
    public void close() {}
  }

  /** A process of which as many calls are done as are asked for; it is never ahead of that. */
  private static final class Stepped {
    private static final Object CALL = new Object();
    private static final Object END = new Object();

    private final SynchronousQueue<Object> permits = new SynchronousQueue<>();
    private final SynchronousQueue<Object> waiting = new SynchronousQueue<>();
    private final FutureTask<Optional<Journal.Appended>> task;
    private boolean ended;

    Stepped(Callable<Optional<Journal.Appended>> body) {
      task =
          new FutureTask<>(
              () -> {
                try {
                  return body.call();
                } finally {
                  waiting.offer(END, LIMIT_SECONDS, TimeUnit.SECONDS);
                }
              });
    }

    /** Called by the process: waits until one more call may be done. */
    void pass() throws IOException {
      try {
        if (!waiting.offer(CALL, LIMIT_SECONDS, TimeUnit.SECONDS)
            || permits.poll(LIMIT_SECONDS, TimeUnit.SECONDS) == null) {
          throw new IOException("nobody let the other process go on");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    void start() throws InterruptedException {
      Thread thread = new Thread(task, "other process");
      thread.setDaemon(true);
      thread.start();
      awaitCallOrEnd();
    }

    /** Lets a number of calls be done. */
    void go(int calls) throws InterruptedException {
      for (int i = 0; i < calls && !ended; i++) {
        assertThat(permits.offer(CALL, LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        awaitCallOrEnd();
      }
    }

    private void awaitCallOrEnd() throws InterruptedException {
      Object next = waiting.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("the other process stands still").isNotNull();
      ended = next != CALL;
    }

    Optional<Journal.Appended> finish() throws Exception {
      go(Integer.MAX_VALUE);
      return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheJournalNamesIsStoredWhateverTheOtherDoes(boolean question) throws Exception {
    Manifest mine = manifest("2024-03-01T02:00:00Z", question);
    Manifest others = manifest("2024-03-01T02:00:07Z", question);
    int decidedByMe = 0;
    int decidedByOther = 0;
    for (int before = 0; ; before++) {
      boolean paused = false;
      for (int calls = 0; ; calls++) {
        Disk disk = new Disk();
        Stepped[] other = new Stepped[1];
        other[0] = new Stepped(() -> decide(disk, () -> other[0].pass(), others));
        int[] done = {0};
        int pauseBefore = before;
        int callsOfOther = calls;
        Optional<Journal.Appended> result =
            decide(
                disk,
                () -> {
                  if (done[0]++ == pauseBefore) {
                    start(other[0], callsOfOther);
                  }
                },
                mine);
        paused = done[0] > before;
        if (!paused) {
          break;
        }
        boolean all = other[0].ended;
        Optional<Journal.Appended> otherResult = other[0].finish();
        String how = "paused before call " + before + " for " + calls + " calls of the other";
        assertOneDecision(disk, how, mine, others);
        boolean isMine = result.filter(Journal.Decided.class::isInstance).isPresent();
        boolean isOther = otherResult.filter(Journal.Decided.class::isInstance).isPresent();
        assertThat(isMine).as(how).isNotEqualTo(isOther);
        decidedByMe += isMine ? 1 : 0;
        decidedByOther += isOther ? 1 : 0;
        if (all) {
          break;
        }
        assertThat(calls).isLessThan(MOST_CALLS);
      }
      if (!paused) {
        break;
      }
      assertThat(before).isLessThan(MOST_CALLS);
    }
    assertThat(decidedByMe).isPositive();
    assertThat(decidedByOther).isPositive();
  }

  private static void start(Stepped other, int calls) throws IOException {
    try {
      other.start();
      other.go(calls);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Whoever finds the run decided is told so. */
  private Optional<Journal.Appended> decide(Disk disk, Gate gate, Manifest manifest)
      throws IOException {
    try {
      JournalEntry.Person person =
          new JournalEntry.Person("ann", manifest.ingestedAt(), "as agreed");
      return Optional.of(
          publisher(disk, gate)
              .decide(
                  manifest.isQuestion() ? JournalEntry.Kind.HOLD : JournalEntry.Kind.PUBLISH,
                  manifest,
                  Optional.empty(),
                  Optional.of(person)));
    } catch (LakeException e) {
      assertThat(e).hasMessageContaining("is already decided, as entry 1 of the journal");
      return Optional.empty();
    }
  }

  private void assertOneDecision(Disk disk, String how, Manifest... manifests) throws IOException {
    Publisher later = publisher(disk, () -> {});
    List<Journal.Link> entries = later.journal().entries();
    assertThat(entries).as(how).hasSize(1);
    JournalEntry entry = entries.get(0).entry();
    assertThat(disk.files.values().stream().map(DigestUtils::sha256Hex))
        .as(how)
        .contains(entry.manifestSha256());
    assertThat(Arrays.asList(manifests)).as(how).contains(later.load(entry));
  }

  private Publisher publisher(Disk disk, Gate gate) {
    return Publisher.of(LakeLayout.of("/lake"), new Calls(disk, gate), tables);
  }

  private static Manifest manifest(String at, boolean question) {
    return new Manifest(
        Manifest.FORMAT,
        question ? Manifest.Kind.INGEST : Manifest.Kind.ROLLBACK,
        RUN,
        "transactions",
        Instant.parse(at),
        new Manifest.ContractRef("transactions", 1, "contract"),
        "table",
        "0.1.0",
        Manifest.NO_PLAN,
        List.of(),
        List.of(),
        question
            ? List.of(new Manifest.Skipped("a.csv", "hash", Manifest.CORRECTED, "a.csv", "first"))
            : List.of(),
        List.of(),
        question
            ? List.of()
            : List.of(new Manifest.DataFile("processed", "data/a.parquet", 1, 1, 1, "hash")),
        List.of(),
        Manifest.Outcomes.NONE,
        new TreeMap<>(),
        new Manifest.Books(true, 1, 0));
  }
}
