package io.ledgerlake.pipeline.report;

/** How a run ended. The names appear in {@code metrics.json}; they never change. */
public enum Verdict {
  /** Everything that was read is published. */
  PUBLISHED(0, "published"),
  /** All files were published before. */
  NOTHING_NEW(0, "nothing new: every file was published before"),
  /** A replay that has no row to evaluate. */
  NOTHING_TO_REPLAY(0, "nothing to evaluate again"),
  /** A dry run, and every file can be published. */
  VALID(0, "checked; nothing was written, this was a dry run"),
  /** Some files were refused; the others are published. */
  PUBLISHED_WITH_REFUSALS(6, "published, without the refused files"),
  /** A dry run, and some files would be refused. */
  VALID_WITH_REFUSALS(6, "checked, and some files would be refused; this was a dry run"),
  /** Every file was refused; nothing is published. */
  ALL_REFUSED(6, "every file was refused; nothing was published"),
  /** The options, the contract or the input are at fault; the run did not begin. */
  BAD_INPUT(2, "stopped before it began; nothing was published"),
  /** A gate stopped the run; nothing is published. */
  GATE_TRIPPED(3, "stopped by a gate; nothing was published"),
  /** A person has decided against it; nothing is published. */
  REJECTED(3, "rejected by a person; nothing was published"),
  /** The rows or sums read and those stored differ; nothing is published. */
  BOOKS_DISAGREE(4, "the books disagree; nothing was published"),
  /** A person has to decide; nothing is published yet. */
  HELD(5, "held until a person decides; nothing is published yet");

  private final int exitCode;
  private final String meaning;

  Verdict(int exitCode, String meaning) {
    this.exitCode = exitCode;
    this.meaning = meaning;
  }

  /** Returns the exit code that stands for it. */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Returns the exit code of the process.
   *
   * @param told whether verdicts are told by exit code ({@code --verdictExit})
   */
  public int exitCode(boolean told) {
    return told ? exitCode : 0;
  }

  /** Returns what it means, as the end of a sentence. */
  public String meaning() {
    return meaning;
  }

  /** Returns the heading over what was objected to, for a person. */
  public String objectionHeading() {
    return switch (this) {
      case GATE_TRIPPED -> "What the gates object to";
      case HELD -> "What a person has to decide";
      case REJECTED -> "What the person said";
      default -> "What does not agree";
    };
  }

  /** Returns whether rows of the run can be seen. */
  public boolean isPublished() {
    return this == PUBLISHED || this == PUBLISHED_WITH_REFUSALS;
  }
}
