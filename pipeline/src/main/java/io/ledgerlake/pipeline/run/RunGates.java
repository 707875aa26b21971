package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.gate.GateCheck;
import io.ledgerlake.pipeline.gate.GateFigures;
import io.ledgerlake.pipeline.gate.GateLimits;
import io.ledgerlake.pipeline.gate.Gates;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.Zone;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes the gates' figures from what a run made of its files. */
final class RunGates {

  private RunGates() {}

  /** Checks the gates of a run whose books balance. */
  static List<GateCheck> check(GateLimits limits, String runId, List<FileResult> files) {
    SortedMap<String, GateFigures> figures = new TreeMap<>();
    for (FileResult file : files) {
      if (file.read().isPresent()) {
        figures.put(file.path(), figures(file));
      }
    }
    return Gates.of(limits, runId).check(figures);
  }

  /** Returns the sentences of the gates that trip. */
  static List<String> objections(List<GateCheck> gates) {
    return gates.stream()
        .filter(GateCheck::trips)
        .flatMap(
            gate ->
                gate.findings().stream().map(finding -> gate.gate() + ": " + finding.sentence()))
        .toList();
  }

  private static GateFigures figures(FileResult file) {
    SortedMap<String, Long> codes = new TreeMap<>();
    ShardTally.Outcome quarantined = file.outcomes().get(Zone.QUARANTINE);
    if (quarantined != null) {
      quarantined.codes().forEach((code, rows) -> codes.put(code.name(), rows));
    }
    ShardTally.Outcome condemned = file.outcomes().get(Zone.CONDEMNED);
    long duplicates =
        condemned == null ? 0 : condemned.codes().getOrDefault(ReasonCode.DUPLICATE_FAILURE, 0L);
    return new GateFigures(
        file.read().get().rows(),
        file.rows(Zone.PROCESSED),
        file.rows(Zone.QUARANTINE),
        duplicates,
        codes);
  }
}
