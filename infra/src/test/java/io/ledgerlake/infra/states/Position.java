package io.ledgerlake.infra.states;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where an execution, or an iteration of a Map state, stands: enough to go on after a failure. */
final class Position {

  /** The state that is next, or that failed. */
  String state;

  /** Its input; the output when {@link #ended}. */
  Object data;

  boolean ended;

  final Map<String, Object> variables = new LinkedHashMap<>();

  /** The iterations of the Map state that is being executed. */
  final List<Position> iterations = new ArrayList<>();

  Position(String state, Object data, Map<String, Object> variables) {
    this.state = state;
    this.data = data;
    this.variables.putAll(variables);
  }
}
