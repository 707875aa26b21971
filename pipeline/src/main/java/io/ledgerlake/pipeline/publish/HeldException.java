package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.UserError;

/** A run of the dataset waits for a person, and until then nothing else of it is decided. */
public final class HeldException extends UserError {

  private static final int HELD = 5;
  private static final long serialVersionUID = 1L;

  private final String runId;

  HeldException(String dataset, JournalEntry hold) {
    super(
        "Run "
            + hold.runId()
            + " of "
            + dataset
            + " is held since "
            + hold.person().at()
            + " ("
            + hold.person().why()
            + "), and nothing else of the dataset is decided before it.",
        "Look at ./ledgerlake show "
            + hold.runId()
            + ", then ./ledgerlake approve "
            + hold.runId()
            + " --why=... or ./ledgerlake reject "
            + hold.runId()
            + " --why=...; --waitForHold=SECONDS waits for that.",
        HELD,
        null);
    this.runId = hold.runId();
  }

  /** Returns the run that is held. */
  public String runId() {
    return runId;
  }
}
