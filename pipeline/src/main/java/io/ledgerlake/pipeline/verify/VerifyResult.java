package io.ledgerlake.pipeline.verify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a verification has to tell.
 *
 * @param dataset the dataset
 * @param checked how many things of each kind were compared, in the order of the checks
 * @param findings what is not as it was decided; empty: everything that was looked at is
 * @param remarks what else to know: runs that are held or unfinished, inputs that are gone, and
 *     what could not be compared
 */
public record VerifyResult(
    String dataset, Map<String, Long> checked, List<Finding> findings, List<String> remarks) {

  public VerifyResult {
    checked = Collections.unmodifiableMap(new LinkedHashMap<>(checked));
    findings = List.copyOf(findings);
    remarks = List.copyOf(remarks);
  }
}
