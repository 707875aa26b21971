package io.ledgerlake.infra.states;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code $states.context} shows a state.
 *
 * @param machine the state machine's name
 * @param executionName the execution's name
 * @param input the execution's input
 * @param redriveCount how often the execution has been redriven
 * @param state the state's name
 * @param retryCount how often it has been tried again
 * @param token the token of a task that waits for one, or null
 * @param itemIndex the index of a Map state's item, or -1
 * @param itemValue the item, or null
 */
public record ContextObject(
    String machine,
    String executionName,
    Object input,
    int redriveCount,
    String state,
    int retryCount,
    String token,
    int itemIndex,
    Object itemValue) {

  /** When every execution starts. */
  public static final String START_TIME = "2024-04-01T02:00:03.141Z";

  private static final String ARN = "arn:aws:states:eu-central-1:111122223333:";

  /** Returns the execution's ARN. */
  public String executionId() {
    return ARN + "execution:" + machine + ":" + executionName;
  }

  ContextObject at(String nextState, int retries, String taskToken) {
    return new ContextObject(
        machine,
        executionName,
        input,
        redriveCount,
        nextState,
        retries,
        taskToken,
        itemIndex,
        itemValue);
  }

  ContextObject item(int index, Object value) {
    return new ContextObject(
        machine, executionName, input, redriveCount, state, retryCount, token, index, value);
  }

  Map<String, Object> toMap() {
    Map<String, Object> execution = new LinkedHashMap<>();
    execution.put("Id", executionId());
    execution.put("Name", executionName);
    execution.put("Input", input);
    execution.put("StartTime", START_TIME);
    execution.put("RedriveCount", redriveCount);
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("Execution", execution);
    context.put("State", Map.of("Name", state, "RetryCount", retryCount));
    context.put("StateMachine", Map.of("Id", ARN + "stateMachine:" + machine, "Name", machine));
    if (token != null) {
      context.put("Task", Map.of("Token", token));
    }
    if (itemIndex >= 0) {
      context.put("Map", Map.of("Item", Map.of("Index", itemIndex, "Value", itemValue)));
    }
    return context;
  }
}
