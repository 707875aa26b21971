package io.ledgerlake.pipeline.change;

import io.ledgerlake.transforms.zone.Zone;
import java.util.List;
import java.util.Optional;

/**
 * What a release did.
 *
 * @param runId the run that did it
 * @param outcome where the row stands now
 * @param kept the record that stands for the key: the row itself, or the published one
 * @param condemned the rows that were condemned, as {@code FILE:ROW}
 */
public record ReleaseResult(
    String runId, Zone outcome, Optional<String> kept, List<String> condemned) {

  public ReleaseResult {
    condemned = List.copyOf(condemned);
  }
}
