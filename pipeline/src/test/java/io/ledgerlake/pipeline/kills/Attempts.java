package io.ledgerlake.pipeline.kills;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A folder in which the processes of a cluster note which tasks have begun to write the victims,
 * and wait for each other. Nobody waits for longer than a minute.
 */
public final class Attempts {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_MILLIS = 10;

  private final Path folder;

  private Attempts(Path folder) {
    this.folder = folder;
  }

  /** Returns the attempts that are noted in a folder. */
  public static Attempts in(Path folder) {
    return new Attempts(folder);
  }

  /**
   * A task that has begun to write a victim.
   *
   * @param task Spark's number of the task's attempt, of which every attempt has its own
   * @param executor where it runs
   * @param found whether there was a file of that name already, whole or not
   */
  public record Attempt(Victim victim, long task, String executor, boolean found) {

    private String line() {
      return String.join(" ", victim.name(), Long.toString(task), executor, "" + found) + "\n";
    }

    private static Attempt of(String line) {
      String[] words = line.split(" ", -1);
      return new Attempt(
          Victim.valueOf(words[0]),
          Long.parseLong(words[1]),
          words[2],
          Boolean.parseBoolean(words[3]));
    }
  }

  /** Returns the event that somebody has begun to write a victim. */
  static String begun(Victim victim) {
    return victim + "-begun";
  }

  /** Notes an attempt, and returns whether it is the first at its victim. */
  boolean begin(Attempt attempt) throws IOException {
    // One short write at the end of a file: two processes do not mix theirs.
    Files.writeString(
        folder.resolve("attempts"),
        attempt.line(),
        UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return note(begun(attempt.victim()));
  }

  /** Returns the attempts at a victim, in their order. */
  public List<Attempt> at(Victim victim) throws IOException {
    Path file = folder.resolve("attempts");
    List<Attempt> attempts = new ArrayList<>();
    for (String line : Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.<String>of()) {
      attempts.add(Attempt.of(line));
    }
    return attempts.stream().filter(attempt -> attempt.victim() == victim).toList();
  }

  /** Notes that something has happened, and returns whether that is news. */
  boolean note(String event) throws IOException {
    try {
      Files.createFile(folder.resolve(event));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Returns whether something has been noted. */
  public boolean has(String event) {
    return Files.exists(folder.resolve(event));
  }

  /** Waits until something has been noted, by whatever process. */
  void await(String event) throws IOException {
    long start = System.nanoTime();
    while (!has(event)) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        throw new IOException(event + " has not happened");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted before " + event, e);
      }
    }
  }
}
