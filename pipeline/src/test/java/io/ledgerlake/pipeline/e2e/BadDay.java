package io.ledgerlake.pipeline.e2e;

import io.ledgerlake.locals3.Fault;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.locals3.S3Relay;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * S3 throttles, cuts off, leaves without an answer and keeps waiting, by a plan that has a seed.
 */
final class BadDay {

  /** Options for a client that gives up soon. */
  static final List<String> IMPATIENT = List.of("--s3Retries=1", "--s3TimeoutSeconds=1");

  /** How often a command fails on such a day, at most. */
  static final int MOST_RUNS = 25;

  private BadDay() {}

  /**
   * Lets requests fail until the relay is mended.
   *
   * @param of one of so many fails
   */
  static void begin(S3Relay relay, long seed, int of) {
    Random random = new Random(seed);
    relay.breakAll(call -> random.nextInt(3 * of) == 0, Fault.slowDown());
    relay.breakAll(call -> random.nextInt(4 * of) == 0, new Fault.Reset());
    relay.breakAll(call -> random.nextInt(4 * of) == 0, new Fault.LoseAnswer());
    relay.breakAll(
        call -> call.is(Kind.GET, "/lake/") && random.nextInt(6 * of) == 0,
        new Fault.Slow(Duration.ofMillis(1500), 1));
  }

  /** Returns how many requests of a relay have failed. */
  static long failures(S3Relay relay) {
    return relay.calls().stream().filter(c -> c.status() == 503 || c.status() == 0).count();
  }
}
