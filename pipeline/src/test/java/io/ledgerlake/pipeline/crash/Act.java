package io.ledgerlake.pipeline.crash;

import java.io.IOException;

/** What a run does to the lake of {@link KilledRunTest}, whose history is such that it can. */
enum Act {
  INGEST {
    @Override
    void on(CrashLake lake, String runId) throws IOException {
      lake.ingest(runId, CrashLake.DAY_3);
    }
  },
  /** Takes a corrected file in, and what is published under its name out. */
  REPLACE {
    @Override
    void on(CrashLake lake, String runId) throws IOException {
      lake.ingestReplacing(runId, CrashLake.DAY_3);
    }
  },
  REPLAY {
    @Override
    void on(CrashLake lake, String runId) throws IOException {
      lake.replay(runId);
    }
  },
  ROLLBACK {
    @Override
    void on(CrashLake lake, String runId) throws IOException {
      lake.rollback(runId, "a.csv");
    }
  },
  RELEASE {
    @Override
    void on(CrashLake lake, String runId) throws IOException {
      lake.pick(runId, "b.csv", 4);
    }
  },
  COMPACT {
    @Override
    void on(CrashLake lake, String runId) throws IOException {
      lake.compact(runId);
    }
  },
  /** The run is the held one, whoever approves it. */
  APPROVE {
    @Override
    void on(CrashLake lake, String runId) throws IOException {
      lake.approve(HELD);
    }
  };

  /** The run that is held before an approval. */
  static final String HELD = "held";

  /**
   * Does it.
   *
   * @throws RuntimeException if it was decided before, and there is nothing left to do
   */
  abstract void on(CrashLake lake, String runId) throws IOException;

  /** Returns the run that stands in the journal for it. */
  String journalled(String runId) {
    return this == APPROVE ? HELD : runId;
  }
}
