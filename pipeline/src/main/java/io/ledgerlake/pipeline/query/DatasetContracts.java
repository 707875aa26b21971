package io.ledgerlake.pipeline.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.util.Comparator;

/** The contract that a dataset was last ingested under: each run's plan carries its text. */
public final class DatasetContracts {

  private static final String PLAN = "plan.json";

  private DatasetContracts() {}

  /**
   * Reads the contract of the latest published ingest.
   *
   * @throws LakeException if nothing of the dataset is published
   */
  public static Contract latest(LakeLayout layout, LakeStorage storage, LakeTables tables)
      throws IOException {
    String runId =
        FileLedger.of(tables).published().entries().stream()
            .filter(
                e ->
                    e.status() == FileEntry.Status.INGESTED
                        || e.status() == FileEntry.Status.REFUSED)
            .max(Comparator.comparingLong(FileEntry::seq))
            .orElseThrow(
                () ->
                    new LakeException(
                        "Nothing of " + tables.dataset() + " is published in this lake",
                        "Ingest a file of it first, or name another --dataset"))
            .runId();
    String plan = layout.runFile(tables.dataset(), runId, PLAN);
    JsonNode text = new JsonMapper().readTree(storage.read(plan)).path("contractJson");
    return Contracts.parse(text.asText(), plan);
  }
}
