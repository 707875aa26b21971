package io.ledgerlake.schemas.contract;

import java.util.ArrayList;
import java.util.List;

/** The problems found in one contract so far. */
final class Problems {

  private final String source;
  private final List<String> lines = new ArrayList<>();

  /**
   * Starts an empty collection.
   *
   * @param source the contract's file, which every problem names
   */
  Problems(String source) {
    this.source = source;
  }

  /**
   * Adds a problem.
   *
   * @param place where in the contract, such as {@code field amount}; empty: the file as a whole
   * @param problem what is wrong and what was expected
   */
  void add(String place, String problem) {
    String oneLine = problem.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    lines.add(source + ": " + (place.isEmpty() ? "" : place + ": ") + oneLine);
  }

  boolean none() {
    return lines.isEmpty();
  }

  /** Throws all problems as one exception, if there are any. */
  void refuse() {
    if (!lines.isEmpty()) {
      throw exception();
    }
  }

  ContractException exception() {
    return new ContractException(source, lines);
  }
}
