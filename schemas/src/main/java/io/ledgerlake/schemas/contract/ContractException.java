package io.ledgerlake.schemas.contract;

import java.util.List;

/**
 * A contract that cannot be used. The message names the file and has a line for every problem: the
 * place in the contract, what is wrong there, and what was expected.
 */
public final class ContractException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;
  private final String nextStep;

  ContractException(String source, List<String> problems) {
    this(message(source, problems), problems, "Correct the contract and run again.");
  }

  private ContractException(String message, List<String> problems, String nextStep) {
    super(message);
    this.problems = List.copyOf(problems);
    this.nextStep = nextStep;
  }

  /** Returns the exception for a contract that is not there. */
  static ContractException absent(String message, String nextStep) {
    return new ContractException(message, List.of(message), nextStep);
  }

  /** Returns the problems, each naming the file and the place in it, in the file's order. */
  public List<String> problems() {
    return problems;
  }

  /** Returns what to do next, in one sentence. */
  public String nextStep() {
    return nextStep;
  }

  private static String message(String source, List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return "contract " + source + " is refused, " + count + ":\n" + String.join("\n", problems);
  }
}
