package io.ledgerlake.pipeline.run;

/** Told how far a run is. For display only: nothing that is told here is an audit figure. */
public interface RunWatcher {

  /** Takes no notice. */
  RunWatcher NONE = new RunWatcher() {};

  /** The steps of a run, in order. */
  enum Step {
    PLAN,
    PROCESS,
    RECONCILE,
    PUBLISH
  }

  /**
   * A step begins.
   *
   * @param total how much there is to do: stored bytes of a plan, records of a process, where
   *     known; else -1
   */
  default void begin(Step step, long total) {}

  /** So much of the plan is done, in stored bytes. */
  default void advance(long done) {}

  /** So much of the process is done, in records; all are read before the first is written. */
  default void process(long read, long written) {}

  /** Something happened that a person should know while the run goes on. */
  default void note(String message) {}

  /** The run is over, well or not. */
  default void end() {}
}
