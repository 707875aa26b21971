package io.ledgerlake.pipeline.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.plan.Plan.SkipReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans a run again out of its own earlier plan, when another run has published since or a person
 * has chosen what becomes of corrected files, or has rejected them. The files, the contract and the
 * logical time stay; what the ledger says of each file is looked up anew. Reads no file.
 *
 * <p>A file that was skipped because it was published stays skipped even if it was rolled back
 * since: the next run takes it in.
 */
public final class Replanner {

  private static final Comparator<Plan.Input> BY_PATH =
      Comparator.comparing(file -> file.path().getBytes(UTF_8), Arrays::compareUnsigned);

  private static final Comparator<Plan.Refused> REFUSED_BY_PATH =
      Comparator.comparing(file -> file.path().getBytes(UTF_8), Arrays::compareUnsigned);

  private final Plan before;
  private final LedgerVerdicts ledger;
  private final Plan.Choice choice;
  private final List<Plan.Input> inputs = new ArrayList<>();
  private final List<Plan.Skipped> skipped = new ArrayList<>();
  private final List<Plan.Refused> refused = new ArrayList<>();
  private final List<Plan.Corrected> corrected = new ArrayList<>();
  private final Map<String, String> planned = new HashMap<>();

  private Replanner(
      Plan before, PublishedFiles published, Rejections rejections, Plan.Choice choice) {
    this.before = before;
    this.ledger =
        new LedgerVerdicts(
            published, rejections.unless(choice), leaving(before, published, choice));
    this.choice = choice;
  }

  private static Set<String> leaving(Plan plan, PublishedFiles published, Plan.Choice choice) {
    Set<String> paths = new HashSet<>();
    if (choice == Plan.Choice.REPLACE) {
      plan.files().stream()
          .filter(file -> LedgerVerdicts.isCorrection(published, file.path(), file.sha256()))
          .forEach(file -> paths.add(file.path()));
    }
    return paths;
  }

  /**
   * Returns a run's next plan, or the same plan when it still is what would be planned.
   *
   * @param before the run's last plan
   * @param beforeSha256 hash of its bytes
   * @param published what is in the lake now
   * @param rejections what people have rejected by now
   * @param base the snapshots that are current now
   * @param choice what becomes of corrected files
   * @param shardBytes packed bytes that a shard is planned for
   */
  public static Plan again(
      Plan before,
      String beforeSha256,
      PublishedFiles published,
      Rejections rejections,
      BaseSnapshots base,
      Plan.Choice choice,
      long shardBytes) {
    Plan next =
        new Replanner(before, published, rejections, choice).plan(beforeSha256, base, shardBytes);
    return sameWork(before, next) ? before : next;
  }

  private static boolean sameWork(Plan before, Plan next) {
    return before.baseSnapshots().equals(next.baseSnapshots())
        && before.inputs().equals(next.inputs())
        && before.corrected().equals(next.corrected())
        && before.refused().equals(next.refused())
        && (before.choice() == next.choice() || before.corrected().isEmpty());
  }

  private Plan plan(String beforeSha256, BaseSnapshots base, long shardBytes) {
    refused.addAll(before.refused());
    before.files().stream().sorted(BY_PATH).forEach(this::judge);
    before.skipped().forEach(this::judge);
    return new Plan(
        Plan.FORMAT,
        before.attempt() + 1,
        beforeSha256,
        before.runId(),
        before.dataset(),
        before.contractName(),
        before.contractSha256(),
        before.contractJson(),
        before.currencyTable(),
        before.codeVersion(),
        before.ingestedAt(),
        Plan.shardsFor(inputs, shardBytes),
        inputs,
        skipped,
        refused.stream().sorted(REFUSED_BY_PATH).toList(),
        corrected,
        choice,
        before.ignored(),
        base.ids());
  }

  private void judge(Plan.Input file) {
    Optional<Plan.Skipped> skip = ledger.skip(file.path(), file.sha256());
    if (skip.isPresent()) {
      skipped.add(skip.get());
      return;
    }
    Optional<Plan.Refused> rejected = ledger.rejected(file.path(), file.sha256(), file.bytes());
    if (rejected.isPresent()) {
      refused.add(rejected.get());
      return;
    }
    planned.put(file.sha256(), file.path());
    Optional<Plan.Corrected> correction = ledger.correction(file);
    correction.ifPresent(corrected::add);
    if (correction.isEmpty() || choice != Plan.Choice.HOLD) {
      inputs.add(file);
    }
  }

  /** What was skipped for a file of this run may be published by another one now. */
  private void judge(Plan.Skipped file) {
    boolean own = file.publishedRun().equals(before.runId());
    if (own && planned.containsKey(file.sha256())) {
      skipped.add(file);
      return;
    }
    skipped.add(
        ledger
            .skip(file.path(), file.sha256())
            .filter(now -> own || now.reason() == SkipReason.ALREADY_INGESTED)
            .orElse(file));
  }
}
