package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.plan.ControlFile;
import io.ledgerlake.transforms.record.FileTally;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Compares what a sender says of a file with what was read of it.
 *
 * @param verdict what follows for the file
 * @param differences one sentence per figure that differs; empty when the file agrees
 */
public record ControlCheck(Verdict verdict, List<String> differences) {

  /** What a control file's comparison leads to. */
  public enum Verdict {
    /** All figures are equal. */
    AGREES,
    /** A figure differs and nothing in the file explains it: the file is refused. */
    REFUSED,
    /** A sum differs, and some rows' amounts or currencies could not be read: a person decides. */
    HELD
  }

  /** Compares a control file with the readers' tally of its data file. */
  public static ControlCheck of(ControlFile control, FileTally read) {
    if (control.rows() != read.rows()) {
      return new ControlCheck(
          Verdict.REFUSED,
          List.of(
              "the control file says " + control.rows() + " rows, the file has " + read.rows()));
    }
    List<String> differences = sums(control, read);
    if (differences.isEmpty()) {
      return new ControlCheck(Verdict.AGREES, differences);
    }
    boolean allRead = read.withoutAmount() == 0 && !read.sums().containsKey(FileTally.NO_CURRENCY);
    return new ControlCheck(allRead ? Verdict.REFUSED : Verdict.HELD, differences);
  }

  /** Shows as many decimals as the sender writes, and more only where there are more. */
  private static String shown(BigDecimal amount, BigDecimal said) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.setScale(Math.max(Math.max(stripped.scale(), said.scale()), 0)).toPlainString();
  }

  private static List<String> sums(ControlFile control, FileTally read) {
    List<String> differences = new ArrayList<>();
    if (control.sums() == null) {
      return differences;
    }
    TreeSet<String> currencies = new TreeSet<>(control.sums().keySet());
    currencies.addAll(read.sums().keySet());
    currencies.remove(FileTally.NO_CURRENCY);
    for (String currency : currencies) {
      BigDecimal said = control.sum(currency);
      BigDecimal found = read.sums().getOrDefault(currency, BigDecimal.ZERO);
      if (said.compareTo(found) != 0) {
        differences.add(
            "the control file says "
                + said.toPlainString()
                + " "
                + currency
                + ", the rows add up to "
                + shown(found, said)
                + ": a difference of "
                + shown(found.subtract(said), said));
      }
    }
    return differences;
  }
}
