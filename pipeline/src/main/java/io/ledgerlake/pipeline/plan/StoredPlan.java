package io.ledgerlake.pipeline.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ledgerlake.pipeline.lake.LakeStorage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What others than its run want to know of a {@code plan.json}, whatever version of LedgerLake has
 * written it.
 */
public final class StoredPlan {

  private final JsonNode json;

  private StoredPlan(JsonNode json) {
    this.json = json;
  }

  /** Reads a plan. */
  public static StoredPlan read(LakeStorage storage, String location) throws IOException {
    return of(storage.read(location));
  }

  /** Reads a plan's bytes. */
  public static StoredPlan of(byte[] json) throws IOException {
    return new StoredPlan(new ObjectMapper().readTree(json));
  }

  /** Returns the hash of the plan that was given up for this one, if there was one. */
  public Optional<String> previousSha256() {
    return Optional.ofNullable(json.path("previousSha256").textValue());
  }

  /** Returns the text of the contract that the run's rows were evaluated under. */
  public String contractJson() {
    return json.path("contractJson").asText();
  }

  /** Returns the ids of the snapshots that the run compares with. */
  public Set<Long> baseSnapshots() {
    Set<Long> ids = new HashSet<>();
    json.path("baseSnapshots").forEach(id -> ids.add(id.asLong()));
    return ids;
  }
}
