package io.ledgerlake.schemas.contract;

import java.util.List;

/**
 * A contract that cannot be used. The message names the file and has a line for every problem: the
 * place in the contract, what is wrong there, and what was expected.
 */
public final class ContractException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  ContractException(String source, List<String> problems) {
    super(message(source, problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems, each naming the file and the place in it, in the file's order. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String source, List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return "contract " + source + " is refused, " + count + ":\n" + String.join("\n", problems);
  }
}
