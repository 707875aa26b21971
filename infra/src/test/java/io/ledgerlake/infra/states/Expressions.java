package io.ledgerlake.infra.states;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates what stands between {@code {%} and {@code %}}, with the functions that Step Functions
 * adds to JSONata as far as the definitions use them.
 */
final class Expressions {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 256 * 1024;

  private final Map<String, Object> states;
  private final Map<String, Object> variables;

  /**
   * Creates an evaluator.
   *
   * @param states what {@code $states} shows
   * @param variables the variables assigned so far
   */
  Expressions(Map<String, Object> states, Map<String, Object> variables) {
    this.states = states;
    this.variables = variables;
  }

  /**
   * Returns a template's value: expressions evaluated, everything else as it is.
   *
   * @throws TaskError {@code States.QueryEvaluationError} if an expression fails or has no value
   */
  Object evaluate(JsonNode template) throws TaskError {
    if (template.isObject()) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : template.properties()) {
        object.put(field.getKey(), evaluate(field.getValue()));
      }
      return object;
    }
    if (template.isArray()) {
      List<Object> array = new ArrayList<>();
      for (JsonNode element : template) {
        array.add(evaluate(element));
      }
      return array;
    }
    String text = template.asText();
    return template.isTextual() && isExpression(text)
        ? expression(text)
        : JSON.convertValue(template, Object.class);
  }

  static boolean isExpression(String text) {
    return text.startsWith("{%") && text.endsWith("%}");
  }

  private Object expression(String text) throws TaskError {
    Object value;
    try {
      Jsonata expression = Jsonata.jsonata(text.substring(2, text.length() - 2).trim());
      Jsonata.Frame frame = expression.createFrame();
      variables.forEach(frame::bind);
      frame.bind("states", states);
      frame.bind("parse", Jsonata.function("parse", (String json) -> parse(json), "<s:x>"));
      frame.bind(
          "hash",
          Jsonata.function("hash", (String data, String name) -> hash(data, name), "<ss:s>"));
      value = expression.evaluate(null, frame);
    } catch (RuntimeException e) {
      throw new TaskError("States.QueryEvaluationError", text + ": " + e.getMessage());
    }
    if (value == null) {
      throw new TaskError("States.QueryEvaluationError", text + " has no value");
    }
    return plain(value);
  }

  /** Copies a value out of the library's own sequences. */
  static Object plain(Object value) {
    return JSON.convertValue(JSON.valueToTree(value), Object.class);
  }

  private static Object parse(String json) {
    try {
      return JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String hash(String data, String algorithm) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(data.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Refuses what is too large to be handed from state to state. */
  static Object checked(String what, Object value) throws TaskError {
    int bytes = JSON.valueToTree(value).toString().getBytes(UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new TaskError(
          "States.DataLimitExceeded", what + " has " + bytes + " bytes, of at most " + MAX_BYTES);
    }
    return value;
  }
}
