package io.ledgerlake.schemas.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that was probably meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * Returns the candidate closest to a mistyped name, letter case aside; empty when none is within
   * an edit for every three letters of the name.
   */
  public static Optional<String> of(String mistyped, Collection<String> candidates) {
    int limit = (mistyped.length() + 1) / 3;
    return candidates.stream()
        .filter(candidate -> edits(mistyped, candidate) <= limit)
        .min(
            Comparator.comparing((String candidate) -> edits(mistyped, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Returns a clause that suggests the closest candidate, or an empty string. */
  public static String suggestion(String mistyped, Collection<String> candidates) {
    return of(mistyped, candidates).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  private static int edits(String a, String b) {
    return LevenshteinDistance.getDefaultInstance()
        .apply(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
  }
}
