package io.ledgerlake.locals3;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What a {@link S3Relay} does to a request instead of passing it on as it is. */
public sealed interface Fault {

  /**
   * Answers in the server's place.
   *
   * @param status the HTTP status
   * @param code S3's name of the error
   * @param message what S3 says
   * @param headers further headers of the answer
   */
  record Answer(int status, String code, String message, Map<String, String> headers)
      implements Fault {
    public Answer {
      headers = new TreeMap<>(headers);
    }
  }

  /** Closes the connection without an answer; the server never hears of the request. */
  record Reset() implements Fault {}

  /** Passes the request on and closes the connection instead of answering. */
  record LoseAnswer() implements Fault {}

  /**
   * Passes the request on and breaks the answer off.
   *
   * @param bytes how many bytes of its body arrive
   */
  record CutShort(int bytes) implements Fault {}

  /**
   * Passes the request on and answers slowly.
   *
   * @param pause how long nothing comes before each piece of the body
   * @param pieces into how many pieces the body is cut
   */
  record Slow(Duration pause, int pieces) implements Fault {}

  /** Returns an answer as S3 gives it. */
  static Fault answer(int status, String code, String message) {
    return new Answer(status, code, message, Map.of());
  }

  /** Returns S3's plea for fewer requests. */
  static Fault slowDown() {
    return answer(503, "SlowDown", "Please reduce your request rate.");
  }

  /** Returns S3's refusal. */
  static Fault accessDenied() {
    return answer(403, "AccessDenied", "Access Denied");
  }
}
