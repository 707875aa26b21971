package io.ledgerlake.pipeline.kills;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** A file of the run whose first attempt ends half way. */
public enum Victim {
  /** What a shard asks of history: the driver kills the task. */
  SUMMARY(".*/history-p1-summary-0[.]bin", End.TASK),

  /** What history has for a shard: the executor is lost. */
  FOUND(".*/history-p1-found-1[.]bin", End.EXECUTOR),

  /** A data file: the driver kills the task. What is condemned is written after all else. */
  DATA(".*/condemned/.*-00000[.]parquet", End.TASK),

  /** Another data file: the executor is lost. */
  MORE_DATA(".*/condemned/.*-00001[.]parquet", End.EXECUTOR),

  /** A data file whose first attempt is given up only after another task has finished the file. */
  LATE_DATA(".*/condemned/.*-00002[.]parquet", End.LATE),

  /** A data file of the same stage as the late one: that stage is tried again. */
  LAST_DATA(".*/condemned/.*-00003[.]parquet", End.STAGE);

  /** How an attempt ends. */
  public enum End {
    /** The driver kills the task. */
    TASK,

    /** The executor's process is killed by the signal that no process can catch. */
    EXECUTOR,

    /** The task hangs, another does all that it had to do, and only then it fails. */
    LATE,

    /**
     * The task reports that it cannot fetch what earlier ones have left for it, as when an executor
     * is gone. Spark tries its stage again, and lets other tasks of the stage live on.
     */
    STAGE
  }

  private final Pattern uri;
  private final End end;

  Victim(String uri, End end) {
    this.uri = Pattern.compile(uri);
    this.end = end;
  }

  static Optional<Victim> of(String uri) {
    return Arrays.stream(values()).filter(victim -> victim.uri.matcher(uri).matches()).findFirst();
  }

  /** Returns how the first attempt at it ends. */
  public End end() {
    return end;
  }
}
