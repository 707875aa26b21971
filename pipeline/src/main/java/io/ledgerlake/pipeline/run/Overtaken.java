package io.ledgerlake.pipeline.run;

/** Another run was decided, and what this one has planned is not what it would plan now. */
final class Overtaken extends RuntimeException {

  /** How often a run plans again before it gives up. */
  static final int TRIES = 5;

  private static final long serialVersionUID = 1L;

  Overtaken() {
    super("another run was decided first");
  }
}
