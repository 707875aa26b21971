package io.ledgerlake.pipeline.correction;

import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.lake.Supersessions;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.rows.ZoneFiles;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.csv.FileFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the corrected files of a plan with what is published under their names. */
public final class Corrections {

  private static final long BUDGET = 64L << 20;

  private final Plan plan;
  private final Contract contract;
  private final ZoneFiles files;
  private final Supersessions superseded;
  private final LakeStorage storage;

  private Corrections(
      LakeLayout layout, LakeStorage storage, LakeTables tables, Plan plan, Contract contract) {
    BaseSnapshots base = BaseSnapshots.of(plan.baseSnapshots());
    this.plan = plan;
    this.contract = contract;
    this.storage = storage;
    this.files = ZoneFiles.at(layout, tables, base);
    this.superseded = Supersessions.of(tables, base);
  }

  /**
   * Compares every corrected file, at the plan's snapshots. Reads the files and their published
   * rows, one row at a time, and sorts both on local disk when they outgrow memory.
   *
   * @param contract the plan's contract
   * @throws IOException if a file or a table cannot be read
   */
  public static List<Correction> of(
      LakeLayout layout, LakeStorage storage, LakeTables tables, Plan plan, Contract contract)
      throws IOException {
    List<Correction> corrections = new ArrayList<>();
    if (plan.corrected().isEmpty()) {
      return corrections;
    }
    Corrections all = new Corrections(layout, storage, tables, plan, contract);
    for (Plan.Corrected file : plan.corrected()) {
      corrections.add(all.compare(file));
    }
    return corrections;
  }

  private Correction compare(Plan.Corrected file) throws IOException {
    KeyText keys = new KeyText(contract);
    try (ContentDiff diff =
        new ContentDiff(BUDGET, Path.of(System.getProperty("java.io.tmpdir")), keys::of)) {
      String path = file.input().path();
      new PublishedRows(files, superseded, contract).forEach(path, file.publishedFileIds(), diff);
      Optional<FileFault> fault =
          new NewRows(storage, contract, Instant.parse(plan.ingestedAt()))
              .forEach(file.input(), diff);
      diff.compare();
      return new Correction(
          path,
          file.publishedRun(),
          plan.choice().name(),
          diff.rows(),
          diff.money(),
          fault.map(FileFault::message).orElse(null),
          diff.examples());
    }
  }
}
