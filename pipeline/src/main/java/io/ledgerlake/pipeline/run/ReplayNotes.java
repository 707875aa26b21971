package io.ledgerlake.pipeline.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says which open rows a replay passes over, why, and what would change that. */
final class ReplayNotes {

  private ReplayNotes() {}

  static List<String> of(ReplayRequest request, ReplaySelection selection) {
    List<String> notes = new ArrayList<>();
    String contract = request.dataset() + ".v" + request.contract().version();
    if (selection.evaluatedAlready() > 0) {
      notes.add(
          rows(selection.evaluatedAlready())
              + " passed over: this contract ("
              + contract
              + ") and this version of LedgerLake have judged before and would judge the same way."
              + " Give a mended contract with --contract to have them evaluated again.");
    }
    selection
        .unfit()
        .forEach(
            (path, misfit) ->
                notes.add(
                    path
                        + ": "
                        + rows(misfit.rows())
                        + " passed over, and no attempt is spent: "
                        + misfit.fault().message()
                        + ". Next: "
                        + misfit.fault().nextStep()
                        + "."));
    if (selection.conflicts() > 0) {
      notes.add(
          rows(selection.conflicts())
              + " left alone: they are in conflict with another record of their key, which only a"
              + " release settles.");
    }
    if (selection.others() > 0) {
      notes.add(
          rows(selection.others())
              + " not looked at: they have none of the reasons that --code names.");
    }
    if (notes.isEmpty() && selection.sources().isEmpty()) {
      String where =
          request.criteria().file().isEmpty() ? request.dataset() : request.criteria().file();
      notes.add("No row of " + where + " waits in quarantine: there is nothing to evaluate again.");
    }
    return notes;
  }

  private static String rows(long rows) {
    return String.format(Locale.ROOT, "%,d %s", rows, rows == 1 ? "row is" : "rows are");
  }
}
