package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.publish.HeldException;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whose turn it is to decide about a dataset: whoever comes finishes what is decided and not
 * finished, and waits for a run that is held.
 */
public final class Turn {

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Publisher publisher;
  private final Duration patience;
  private final Consumer<Manifest> finished;
  private final Optional<String> answered;

  /**
   * @param patience how long to wait for a person to settle a held run
   * @param finished told of a run that somebody had left unfinished
   */
  public Turn(Publisher publisher, Duration patience, Consumer<Manifest> finished) {
    this(publisher, patience, finished, Optional.empty());
  }

  /**
   * @param answered a run whose question about corrected files is being answered: it does not wait
   *     for itself
   */
  Turn(
      Publisher publisher,
      Duration patience,
      Consumer<Manifest> finished,
      Optional<String> answered) {
    this.publisher = publisher;
    this.answered = answered;
    this.patience = patience;
    this.finished = finished;
  }

  /**
   * Waits for the turn.
   *
   * @return the journal's head, after which to plan
   * @throws HeldException if a run is still held when patience ends
   */
  public Optional<Journal.Link> take() throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      // The head first: what is decided after it may be missing from the history that is planned
      // with, and then the run will be told that it was overtaken.
      Optional<Journal.Link> head = publisher.journal().head();
      publisher.finish().ifPresent(finished);
      if (!publisher.isHold(head)
          || answered.isPresent() && publisher.isQuestionOf(answered.get(), head)) {
        return head;
      }
      if (System.nanoTime() - end >= 0) {
        publisher.requireNotHeld(head);
      }
      pause(end - System.nanoTime());
    }
  }

  private static void pause(long nanos) throws IOException {
    try {
      Thread.sleep(Math.max(1, Math.min(POLL.toMillis(), nanos / 1_000_000)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a held run", e);
    }
  }
}
