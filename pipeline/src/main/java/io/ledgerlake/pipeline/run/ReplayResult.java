package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.report.Verdict;
import java.util.Collection;
import java.util.List;

/**
 * How a replay ended, with everything a report needs.
 *
 * @param verdict how it ended
 * @param request what it was asked
 * @param ingestedAt its logical time, ISO 8601 in UTC
 * @param files what became of the rows of each file, by path
 * @param objections why nothing was published, a sentence each; empty when it was
 * @param notes what else a person should know
 */
public record ReplayResult(
    Verdict verdict,
    ReplayRequest request,
    String ingestedAt,
    Collection<ReplayedFile> files,
    List<String> objections,
    List<String> notes) {

  public ReplayResult {
    files = List.copyOf(files);
    objections = List.copyOf(objections);
    notes = List.copyOf(notes);
  }
}
