package io.ledgerlake.pipeline.verify;

import java.util.Locale;

/**
 * One thing that is not as it was decided.
 *
 * @param kind what kind of thing
 * @param path which one: where it lies, or its name
 * @param expected what it should be, and who vouches for that
 * @param found what it is
 * @param nextStep what to do about it, in one sentence
 */
public record Finding(Kind kind, String path, String expected, String found, String nextStep) {

  /** What was touched. The names appear in output for machines; they never change. */
  public enum Kind {
    JOURNAL_ENTRY,
    MANIFEST,
    PLAN,
    SUCCESS_MARK,
    INPUT,
    DATA_FILE,
    TABLE,
    LEDGER_ENTRY,
    BOOKS,
    COMPACTION;

    /** Returns the name for people. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
