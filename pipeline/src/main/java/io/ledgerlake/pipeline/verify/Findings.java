package io.ledgerlake.pipeline.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a verification has found so far. Filled by one thread. */
final class Findings {

  /** For an object whose bytes have to come back. */
  static final String RESTORE =
      "Restore it from the bucket's versions or a backup (docs/runbooks/restore.md), and verify"
          + " again";

  /** For a table that somebody else has written to. */
  static final String RESTORE_TABLE =
      "Find out who has written to the table, bring it back to what was decided"
          + " (docs/runbooks/restore.md), and verify again";

  private final Map<String, Long> checked = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  void touched(Finding.Kind kind, String path, String expected, String found, String nextStep) {
    findings.add(new Finding(kind, path, expected, found, nextStep));
  }

  void remark(String sentence) {
    remarks.add(sentence);
  }

  /** Counts things that were compared; zero shows that there are none. */
  void checked(String what, long count) {
    checked.merge(what, count, Long::sum);
  }

  boolean isEmpty() {
    return findings.isEmpty();
  }

  VerifyResult result(String dataset) {
    return new VerifyResult(dataset, checked, findings, remarks);
  }
}
