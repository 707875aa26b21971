package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.publish.JournalEntry;
import java.io.IOException;
import java.time.Duration;

/**
 * How a run deals with people's decisions.
 *
 * @param everyRun whether the run waits for a person in any case ({@code --approval=manual})
 * @param patience how long it waits for another run that is held
 * @param submitter who starts it
 */
public record Holding(boolean everyRun, Duration patience, Submitter submitter) {

  /** Tells who starts a run, for the journal; asked only when the run is held. */
  @FunctionalInterface
  public interface Submitter {
    /**
     * Returns the person's word.
     *
     * @param why for what reason the run is held
     * @throws IOException if it cannot be found out who it is
     */
    JournalEntry.Person holds(String why) throws IOException;
  }
}
