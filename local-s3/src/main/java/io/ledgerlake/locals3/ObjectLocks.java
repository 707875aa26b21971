package io.ledgerlake.locals3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What S3's Object Lock asks of requests, in the place of a server that does not know it: a bucket
 * that has it, a checksum with every request, a time that is not brought forward. Nothing is kept
 * from being deleted.
 */
final class ObjectLocks {

  private static final String MODE = "x-amz-object-lock-mode";
  private static final String UNTIL = "x-amz-object-lock-retain-until-date";
  private static final Pattern XML =
      Pattern.compile("<Mode>(\\w+)</Mode>.*<RetainUntilDate>([^<]+)</RetainUntilDate>");

  private final SortedMap<String, Lock> locks = new TreeMap<>();
  private volatile boolean switchedOn = true;

  /** How an object is locked. */
  record Lock(String mode, Instant until) {}

  /** Lets no bucket have Object Lock. */
  void switchOff() {
    switchedOn = false;
  }

  SortedMap<String, Lock> all() {
    synchronized (locks) {
      return Collections.unmodifiableSortedMap(new TreeMap<>(locks));
    }
  }

  /** Returns whether a request only locks an object that is there. */
  static boolean isRetention(S3Call call) {
    return call.method().equals("PUT") && call.query().equals("retention");
  }

  /** Returns whether a header is not for a server without Object Lock. */
  static boolean isOfLocks(String header) {
    return header.startsWith("x-amz-object-lock-");
  }

  /** Returns what S3 has against an object that is to be locked from its creation on. */
  Optional<Fault.Answer> objection(S3Call put) {
    if (put.header(MODE).isEmpty() && put.header(UNTIL).isEmpty()) {
      return Optional.empty();
    } else if (put.header(MODE).isEmpty() || put.header(UNTIL).isEmpty()) {
      return refused(400, "InvalidArgument", MODE + " and " + UNTIL + " must both be supplied");
    }
    return wrong(put);
  }

  private Optional<Fault.Answer> wrong(S3Call put) {
    if (!switchedOn) {
      return refused(400, "InvalidRequest", "Bucket is missing Object Lock Configuration");
    }
    boolean summed =
        put.headers().keySet().stream()
            .anyMatch(
                h ->
                    h.equals("content-md5")
                        || h.equals("x-amz-trailer")
                        || h.startsWith("x-amz-checksum-"));
    return summed
        ? Optional.empty()
        : refused(
            400,
            "InvalidRequest",
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with"
                + " Object Lock parameters");
  }

  /** Notes the lock of an object that was created. */
  void created(S3Call put) {
    if (!put.header(MODE).isEmpty()) {
      lock(put.path(), new Lock(put.header(MODE), Instant.parse(put.header(UNTIL))));
    }
  }

  /**
   * Locks an object that is there.
   *
   * @param status asks the server for the status of a HEAD request for the object
   * @return what S3 answers
   */
  Fault.Answer retain(S3Call put, byte[] body, ToIntFunction<String> status) {
    Optional<Fault.Answer> wrong = wrong(put);
    Matcher asked = XML.matcher(new String(body, UTF_8));
    if (wrong.isPresent()) {
      return wrong.get();
    } else if (!asked.find()) {
      return refusal(400, "MalformedXML", "no retention");
    } else if (status.applyAsInt(put.path()) != 200) {
      return refusal(404, "NoSuchKey", "The specified key does not exist.");
    }
    Lock lock = new Lock(asked.group(1), Instant.parse(asked.group(2)));
    Lock before = all().get(put.path());
    if (before != null
        && (!before.mode().equals(lock.mode()) || lock.until().isBefore(before.until()))) {
      return refusal(403, "AccessDenied", "Access Denied because object protected by object lock.");
    }
    lock(put.path(), lock);
    return new Fault.Answer(200, "", "", Map.of());
  }

  private void lock(String path, Lock lock) {
    synchronized (locks) {
      locks.put(path, lock);
    }
  }

  private static Optional<Fault.Answer> refused(int status, String code, String message) {
    return Optional.of(refusal(status, code, message));
  }

  private static Fault.Answer refusal(int status, String code, String message) {
    return new Fault.Answer(status, code, message, Map.of());
  }
}
