package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/** The input files of a plan that was made by an earlier attempt. */
final class PlannedInputs {
  private final LakeStorage storage;
  private final Plan plan;

  PlannedInputs(LakeStorage storage, Plan plan) {
    this.storage = storage;
    this.plan = plan;
  }

  /**
   * Hashes every input again.
   *
   * @throws UserError if one is not as it was planned
   */
  void requireUnchanged() throws IOException {
    for (Plan.Input input : plan.files()) {
      String found;
      try (InputStream in = storage.open(input.uri(), Optional.ofNullable(input.pin()))) {
        found = DigestUtils.sha256Hex(in);
      } catch (NoSuchFileException e) {
        throw changed(input, "is gone");
      }
      if (!found.equals(input.sha256())) {
        throw changed(input, "has other content now");
      }
    }
  }

  private UserError changed(Plan.Input input, String how) {
    return new UserError(
        "The input " + input.uri() + " " + how + ", and run " + plan.runId() + " has planned it.",
        "Put the planned file back, or start a run with another --runId.");
  }
}
