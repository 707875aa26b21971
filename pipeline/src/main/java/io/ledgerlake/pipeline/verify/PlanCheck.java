package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.plan.StoredPlan;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.verify.Finding.Kind;
import io.ledgerlake.pipeline.verify.RunFolder.Content;
import io.ledgerlake.transforms.zone.ZonePaths;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The plans of a run. A manifest vouches for the one that was executed, a question for the one that
 * was asked about, and every plan for the one before it, which was given up for it.
 */
final class PlanCheck {

  private final RunFolder folder;
  private final Findings findings;
  private final TreeSet<Integer> whole = new TreeSet<>();
  private final Set<Integer> accused = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  private PlanCheck(RunFolder folder, Findings findings) {
    this.folder = folder;
    this.findings = findings;
  }

  /**
   * What vouches for a plan.
   *
   * @param sha256 hash that the plan must have
   * @param attempt its number, where that is known
   * @param witness who says so, for a message
   */
  record Claim(String sha256, OptionalInt attempt, String witness) {

    /**
     * Returns what a manifest that is whole says of its plan; nothing if it has none.
     *
     * @param name the manifest's in the run's folder
     */
    static Optional<Claim> of(Manifest manifest, String name) {
      OptionalInt attempt =
          manifest.dataFiles().stream()
              .flatMapToInt(file -> ZonePaths.passOf(file.path()).stream())
              .map(PlanFiles::attemptOfPass)
              .max();
      return manifest.planSha256().equals(Manifest.NO_PLAN)
          ? Optional.empty()
          : Optional.of(
              new Claim(
                  manifest.planSha256(),
                  attempt,
                  "the " + name + " of run " + manifest.runId() + " says"));
    }
  }

  /** Compares the plans that lie in a run's folder with what vouches for them. */
  static void check(RunFolder folder, List<Claim> claims, Findings findings) throws IOException {
    PlanCheck check = new PlanCheck(folder, findings);
    folder
        .plans()
        .forEach(
            (attempt, plan) -> {
              if (claims.stream().anyMatch(claim -> claim.sha256().equals(plan.sha256()))) {
                check.whole.add(attempt);
              }
            });
    check.before();
    for (Claim claim : claims) {
      if (folder.plan(claim.sha256()).isEmpty() && check.told.add(claim.sha256())) {
        check.touched(claim.attempt().orElseGet(check::unclaimed), claim.sha256(), claim.witness());
      }
    }
    findings.checked("plans", (long) check.whole.size() + check.accused.size());
  }

  private void before() throws IOException {
    for (Integer next = whole.isEmpty() ? null : whole.last();
        next != null;
        next = whole.lower(next)) {
      int attempt = next;
      Optional<String> said = StoredPlan.of(plan(attempt).bytes()).previousSha256();
      Content previous = folder.plans().get(attempt - 1);
      if (said.isPresent() && previous != null && previous.sha256().equals(said.get())) {
        whole.add(attempt - 1);
      } else if (said.isPresent() && told.add(said.get())) {
        touched(attempt - 1, said.get(), plan(attempt).name() + " says");
      }
    }
  }

  private Content plan(int attempt) {
    return folder.plans().get(attempt);
  }

  /** The last plan for which nobody vouches; if there is none, one is missing. */
  private int unclaimed() {
    return folder.plans().keySet().stream()
        .filter(attempt -> !whole.contains(attempt) && !accused.contains(attempt))
        .reduce((earlier, later) -> later)
        .orElse(folder.plans().isEmpty() ? 1 : folder.plans().lastKey() + 1);
  }

  private void touched(int attempt, String expected, String witness) {
    accused.add(attempt);
    Content there = plan(attempt);
    findings.touched(
        Kind.PLAN,
        folder.location(PlanFiles.name(attempt)),
        "SHA-256 " + expected + ", as " + witness,
        there == null ? "it is missing" : "SHA-256 " + there.sha256(),
        Findings.RESTORE);
  }
}
