package io.ledgerlake.pipeline.plan;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The plans in a run's folder: {@code plan.json}, {@code plan-2.json} and so on, each created
 * conditionally, and only when the one before is there. The last is the one that the run id
 * executes; which of them was published, the manifest says by its hash.
 */
public final class PlanFiles {

  private static final Pattern NAME = Pattern.compile("plan(?:-([0-9]{1,9}))?\\.json");

  /**
   * Passes of one attempt: data files of different attempts must differ in their names, or a late
   * writer of a plan that was given up could change what another plan has published.
   */
  private static final int PASSES = 1000;

  private final LakeStorage storage;
  private final LakeLayout layout;
  private final String dataset;
  private final String runId;

  private PlanFiles(LakeLayout layout, LakeStorage storage, String dataset, String runId) {
    this.layout = layout;
    this.storage = storage;
    this.dataset = dataset;
    this.runId = runId;
  }

  /** Returns the plans of a run; it need not have one. */
  public static PlanFiles of(LakeLayout layout, LakeStorage storage, String dataset, String runId) {
    return new PlanFiles(layout, storage, dataset, runId);
  }

  /**
   * A plan as it is stored.
   *
   * @param location where it lies
   * @param json its bytes
   */
  public record Stored(String location, byte[] json) {}

  /** Returns whether a file of a run's folder is a plan, by its name. */
  public static boolean isPlan(String name) {
    return NAME.matcher(name).matches();
  }

  /** Returns the attempt whose plan has a name in a run's folder; nothing for another file. */
  public static OptionalInt attemptOf(String name) {
    Matcher plan = NAME.matcher(name);
    return plan.matches()
        ? OptionalInt.of(plan.group(1) == null ? 1 : Integer.parseInt(plan.group(1)))
        : OptionalInt.empty();
  }

  /** Returns the name of an attempt's plan. */
  public static String name(int attempt) {
    return attempt == 1 ? "plan.json" : "plan-" + attempt + ".json";
  }

  /** Returns the attempt that a pass belongs to, or whose replacement it is. */
  public static int attemptOfPass(int pass) {
    return pass / PASSES + 1;
  }

  /**
   * Returns the number of an attempt's first pass, which its data files and work files have in
   * their names.
   *
   * @param attempt from 1
   */
  public static int firstPass(int attempt) {
    return Math.addExact(Math.multiplyExact(PASSES, attempt - 1), 1);
  }

  /**
   * Returns the number in the names of data files that an attempt writes beside its passes: for the
   * rows that stay when files are replaced.
   */
  public static int passOfReplacement(int attempt) {
    return firstPass(attempt) - 1;
  }

  /** Returns where the plan of an attempt lies. */
  public String location(int attempt) {
    return layout.runFile(dataset, runId, name(attempt));
  }

  /** Returns the plan that the run id executes, or nothing when there is none yet. */
  public Optional<Stored> last() throws IOException {
    Optional<Stored> last = Optional.empty();
    for (int attempt = 1; ; attempt++) {
      Optional<Stored> next = read(attempt);
      if (next.isEmpty()) {
        return last;
      }
      last = next;
    }
  }

  /** Returns the plan with a hash, in lower-case hex, or nothing when no plan has it. */
  public Optional<Stored> withHash(String sha256) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Optional<Stored> next = read(attempt);
      if (next.isEmpty() || DigestUtils.sha256Hex(next.get().json()).equals(sha256)) {
        return next;
      }
    }
  }

  private Optional<Stored> read(int attempt) throws IOException {
    String location = location(attempt);
    return storage.readIfExists(location).map(json -> new Stored(location, json));
  }

  /**
   * Stores a plan, unless the attempt has one.
   *
   * @return whether it did
   */
  public boolean store(int attempt, byte[] json) throws IOException {
    return storage.createExclusively(location(attempt), json);
  }
}
