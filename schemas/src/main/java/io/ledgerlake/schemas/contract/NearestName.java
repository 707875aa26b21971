package io.ledgerlake.schemas.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that was probably meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * Returns the closest of those candidates that are within an edit for every three letters of a
   * mistyped name, begin with it, or have its letters in another order; empty when there is none.
   * Letter case, dashes and underscores are passed over: {@code --allow-empty} is meant as {@code
   * --allowEmpty}.
   */
  public static Optional<String> of(String mistyped, Collection<String> candidates) {
    String wanted = plain(mistyped);
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    int limit = (wanted.length() + 1) / 3;
    return candidates.stream()
        .filter(
            c ->
                distance.apply(wanted, plain(c)) <= limit
                    || isPrefix(wanted, plain(c))
                    || letters(wanted).equals(letters(plain(c))))
        .min(
            Comparator.<String>comparingInt(c -> distance.apply(wanted, plain(c)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isPrefix(String wanted, String candidate) {
    return wanted.length() >= 3 && candidate.startsWith(wanted);
  }

  private static List<Integer> letters(String text) {
    return text.chars().sorted().boxed().toList();
  }

  private static String plain(String text) {
    return text.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Returns a clause that suggests the closest candidate, or an empty string. */
  public static String suggestion(String mistyped, Collection<String> candidates) {
    return of(mistyped, candidates).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }
}
