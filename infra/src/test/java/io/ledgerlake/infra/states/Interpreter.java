package io.ledgerlake.infra.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Executes a state machine in JSONata: Pass, Choice, Task, Map (inline, one item at a time),
 * Succeed and Fail, with Assign, Output, Retry and Catch. Time does not pass: waits are recorded.
 *
 * <p>What it does not know it refuses, so that a definition cannot pass by being misunderstood.
 */
public final class Interpreter {

  private final StateMachine machine;
  private final Tasks tasks;

  /** Creates an interpreter of a state machine, whose Task states call these tasks. */
  public Interpreter(StateMachine machine, Tasks tasks) {
    this.machine = machine;
    this.tasks = tasks;
  }

  StateMachine machine() {
    return machine;
  }

  /** Executes the state machine to its end. */
  public Execution start(String executionName, Object input) {
    ContextObject context =
        new ContextObject(machine.name(), executionName, input, 0, "", 0, null, -1, null);
    Execution execution = new Execution(this, context);
    execution.proceed();
    return execution;
  }

  /** Runs states from a position to the end and returns the output of the last. */
  Object run(Execution execution, JsonNode states, Position at, ContextObject context)
      throws TaskError {
    while (!at.ended) {
      JsonNode state = states.path("States").path(at.state);
      if (state.isMissingNode()) {
        throw new IllegalStateException(machine.name() + " has no state " + at.state);
      }
      step(new Step(execution, state, at, context.at(at.state, 0, null)));
    }
    return at.data;
  }

  private void step(Step step) throws TaskError {
    String type = step.state.path("Type").asText();
    switch (type) {
      case "Choice" -> choice(step);
      case "Pass", "Succeed" -> {
        step.enter();
        step.leave(step.state, Map.of(), step.at.data);
      }
      case "Fail" -> {
        step.enter();
        throw new TaskError(step.text("Error"), step.text("Cause"));
      }
      case "Task", "Map" -> guarded(step, type.equals("Task"));
      default -> throw new IllegalStateException("unknown type of state " + type);
    }
  }

  private static void choice(Step step) throws TaskError {
    step.enter();
    for (JsonNode rule : step.state.path("Choices")) {
      if (step.evaluate(rule.path("Condition"), Map.of()).equals(Boolean.TRUE)) {
        step.leave(rule, Map.of(), step.at.data);
        return;
      }
    }
    if (!step.state.has("Default")) {
      throw new TaskError("States.NoChoiceMatched", step.at.state);
    }
    step.at.state = step.state.path("Default").asText();
  }

  /** Executes a state that may be tried again, and whose errors may be caught. */
  private void guarded(Step first, boolean task) throws TaskError {
    Map<JsonNode, Integer> tried = new LinkedHashMap<>();
    for (Step step = first; ; step = step.again()) {
      step.enter();
      try {
        Object result = task ? call(step) : map(step);
        step.leave(step.state, Map.of("result", result), result);
        return;
      } catch (TaskError e) {
        JsonNode retrier = matching(step.state.path("Retry"), e);
        int attempts = retrier == null ? 0 : tried.merge(retrier, 1, Integer::sum);
        if (retrier == null || attempts > retrier.path("MaxAttempts").asInt(3)) {
          caught(step, e);
          return;
        }
        step.execution.waits.add(wait(retrier, attempts));
      }
    }
  }

  private static void caught(Step step, TaskError e) throws TaskError {
    JsonNode catcher = matching(step.state.path("Catch"), e);
    if (catcher == null) {
      throw e;
    }
    Map<String, Object> error = Map.of("Error", e.error(), "Cause", e.getMessage());
    step.leave(catcher, Map.of("errorOutput", error), error);
  }

  private static JsonNode matching(JsonNode rules, TaskError e) {
    for (JsonNode rule : rules) {
      for (JsonNode name : rule.path("ErrorEquals")) {
        if (e.matches(name.asText())) {
          return rule;
        }
      }
    }
    return null;
  }

  private static double wait(JsonNode retrier, int attempt) {
    double seconds =
        retrier.path("IntervalSeconds").asInt(1)
            * Math.pow(retrier.path("BackoffRate").asDouble(2), attempt - 1);
    return Math.min(seconds, retrier.path("MaxDelaySeconds").asDouble(Double.MAX_VALUE));
  }

  private Object call(Step step) throws TaskError {
    Object arguments = step.evaluate(step.state.path("Arguments"), Map.of());
    Expressions.checked("The arguments of " + step.at.state, arguments);
    Object result =
        Expressions.plain(tasks.call(step.state.path("Resource").asText(), arguments, step.seen()));
    return Expressions.checked("The result of " + step.at.state, result);
  }

  private Object map(Step step) throws TaskError {
    JsonNode processor = step.state.path("ItemProcessor");
    if (step.state.path("MaxConcurrency").asInt() != 1
        || !processor.path("ProcessorConfig").path("Mode").asText().equals("INLINE")) {
      throw new IllegalStateException("a Map is executed inline, one item at a time");
    }
    List<?> items = (List<?>) step.evaluate(step.state.path("Items"), Map.of());
    List<Object> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ContextObject context = step.context.item(i, items.get(i));
      if (step.at.iterations.size() == i) {
        Object input =
            new Step(step.execution, step.state, step.at, context)
                .evaluate(step.state.path("ItemSelector"), Map.of());
        String start = processor.path("StartAt").asText();
        step.at.iterations.add(new Position(start, input, step.at.variables));
      }
      results.add(run(step.execution, processor, step.at.iterations.get(i), context));
    }
    step.at.iterations.clear();
    return results;
  }

  /** One attempt at one state. */
  private record Step(Execution execution, JsonNode state, Position at, ContextObject context) {

    void enter() {
      execution.visited.add(at.state);
    }

    Step again() {
      return new Step(execution, state, at, context.at(at.state, context.retryCount() + 1, null));
    }

    /** The context as the state sees it, with the token of a task that waits for one. */
    ContextObject seen() {
      return context.at(at.state, context.retryCount(), token(state));
    }

    private Object evaluate(JsonNode template, Map<String, Object> more) throws TaskError {
      Map<String, Object> states = new LinkedHashMap<>(more);
      states.put("input", at.data);
      states.put("context", seen().toMap());
      return new Expressions(states, at.variables).evaluate(template);
    }

    /** Tokens of the same state differ between executions only; that is enough here. */
    private String token(JsonNode task) {
      return task.path("Resource").asText().endsWith(".waitForTaskToken")
          ? "token-of-" + context.executionName()
          : null;
    }

    String text(String field) throws TaskError {
      return String.valueOf(evaluate(state.path(field), Map.of()));
    }

    /** Assigns, puts out and goes to the next state as a state, rule or catcher says. */
    void leave(JsonNode by, Map<String, Object> more, Object standing) throws TaskError {
      Map<?, ?> assigned =
          by.has("Assign") ? (Map<?, ?>) evaluate(by.path("Assign"), more) : Map.of();
      Object output = by.has("Output") ? evaluate(by.path("Output"), more) : standing;
      at.data = Expressions.checked("The output of " + at.state, output);
      for (Map.Entry<?, ?> one : assigned.entrySet()) {
        String name = (String) one.getKey();
        at.variables.put(name, Expressions.checked("The variable " + name, one.getValue()));
      }
      at.ended = by.path("End").asBoolean() || state.path("Type").asText().equals("Succeed");
      at.state = by.path("Next").asText();
    }
  }
}
