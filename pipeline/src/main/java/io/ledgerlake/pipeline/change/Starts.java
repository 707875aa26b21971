package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.publish.CanonicalJson;
import java.io.IOException;
import java.time.Instant;

/**
 * Numbers the processes that make the same change: {@code start-1.json} and so on in the run's
 * folder, each created conditionally. The number stands in the names of the data files that a
 * process writes, so that a run that is started twice never writes over what it has decided: what a
 * change writes follows from no plan, but from what the tables hold and from its options.
 */
final class Starts {

  private final ChangeRequest request;
  private int number;

  Starts(ChangeRequest request) {
    this.request = request;
  }

  /**
   * What {@code start-1.json} says, for people.
   *
   * @param number the number in its name
   * @param runId the run
   * @param at the logical time that it was started with
   * @param codeVersion version of LedgerLake
   */
  private record Start(int number, String runId, Instant at, String codeVersion) {}

  /** Returns the number of this process; the first call takes it. */
  int number() throws IOException {
    for (int next = 1; number == 0; next++) {
      if (take(next)) {
        number = next;
      }
    }
    return number;
  }

  private boolean take(int next) throws IOException {
    Start start = new Start(next, request.runId(), request.at(), request.codeVersion());
    return request
        .storage()
        .createExclusively(
            request
                .layout()
                .runFile(request.tables().dataset(), request.runId(), "start-" + next + ".json"),
            CanonicalJson.write(start));
  }
}
