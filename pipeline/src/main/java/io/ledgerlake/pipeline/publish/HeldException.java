package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.UserError;

/** A run of the dataset waits for a person, and until then nothing else of it is decided. */
public final class HeldException extends UserError {

  private static final int HELD = 5;
  private static final long serialVersionUID = 1L;

  private final String runId;

  HeldException(String dataset, JournalEntry hold, boolean question) {
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
        question ? choose(hold.runId()) : approve(hold.runId()),
        HELD,
        null);
    this.runId = hold.runId();
  }

  private static String approve(String runId) {
    return "Look at ./ledgerlake show "
        + runId
        + ", then ./ledgerlake approve "
        + runId
        + " --why=... or ./ledgerlake reject "
        + runId
        + " --why=...; --waitForHold=SECONDS waits for that.";
  }

  /** Returns what to do about a run that is held because of corrected files. */
  public static String choose(String runId) {
    return "Look at ./ledgerlake show "
        + runId
        + ", then run the same ingest again with --runId="
        + runId
        + " and --corrected=replace (what was published under these names leaves, the new content is"
        + " taken in) or --corrected=add (the new content is taken in beside it); or ./ledgerlake"
        + " reject "
        + runId
        + " --why=... leaves everything as it is.";
  }

  /** Returns the run that is held. */
  public String runId() {
    return runId;
  }
}
