package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.LakeException;

/** Another run was decided, and what this one has planned is not what it would plan now. */
final class Overtaken extends RuntimeException {

  /** How often a run plans again before it gives up. */
  static final int TRIES = 5;

  private static final long serialVersionUID = 1L;

  Overtaken() {
    super("another run was decided first");
  }

  /** Returns what a run ends with that was overtaken {@link #TRIES} times. */
  static LakeException tooOften(String runId) {
    return new LakeException(
        "Other runs were decided " + TRIES + " times while run " + runId + " was at work",
        "Nothing of it is published; start it again with the same --runId when less is going on");
  }
}
