package io.ledgerlake.schemas.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One JSON object of a contract, read property by property. What was asked for is what is known:
 * {@link #refuseUnknown} then reports the rest. A property of the wrong JSON type is a problem and
 * reads as absent.
 */
final class JsonProperties {

  private final ObjectNode node;
  private final String place;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  JsonProperties(ObjectNode node, String place, Problems problems) {
    this.node = node;
    this.place = place;
    this.problems = problems;
  }

  /** Returns where the object stands in the contract, as messages name it. */
  String place() {
    return place;
  }

  /** Reports a problem of this object. */
  void problem(String text) {
    problems.add(place, text);
  }

  boolean has(String name) {
    return node.has(name);
  }

  /** Returns the names of the properties asked for so far. */
  Set<String> known() {
    return known;
  }

  Optional<JsonNode> any(String name) {
    known.add(name);
    return Optional.ofNullable(node.get(name));
  }

  /** Returns a text that is not blank. */
  Optional<String> text(String name) {
    return any(name).flatMap(value -> textOf(value, name));
  }

  /** Returns a list of texts that are not blank and not repeated; empty when absent. */
  List<String> texts(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!value.get().isArray()) {
      expected(name, "a list of texts", value.get());
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value.get()) {
      textOf(element, name)
          .ifPresent(
              text -> {
                if (texts.contains(text)) {
                  problem("\"" + name + "\" lists \"" + text + "\" twice");
                } else {
                  texts.add(text);
                }
              });
    }
    return texts;
  }

  /** Returns a list of at least one text, of what is described in {@code what}. */
  List<String> someTexts(String name, String what) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isArray() && value.isEmpty()) {
      problem("\"" + name + "\" is missing or empty, expected " + what);
    }
    return texts(name);
  }

  /** Returns a text that must not be absent, described in {@code what}. */
  Optional<String> someText(String name, String what) {
    if (!has(name)) {
      problem("\"" + name + "\" is missing, expected " + what);
    }
    return text(name);
  }

  Optional<Boolean> flag(String name) {
    return any(name)
        .filter(value -> value.isBoolean() || expected(name, "true or false", value))
        .map(JsonNode::booleanValue);
  }

  /** Returns a whole number of at least {@code least}. */
  Optional<Integer> count(String name, int least) {
    return any(name)
        .filter(
            value ->
                value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= least
                    || expected(name, "a whole number from " + least, value))
        .map(JsonNode::intValue);
  }

  /** Returns a number, exactly as written. */
  Optional<BigDecimal> number(String name) {
    return any(name)
        .filter(value -> value.isNumber() || expected(name, "a number", value))
        .map(JsonNode::decimalValue);
  }

  /** Returns a single character. */
  Optional<Character> character(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().isTextual() || value.get().textValue().length() != 1) {
      expected(name, "one character", value.get());
      return Optional.empty();
    }
    return Optional.of(value.get().textValue().charAt(0));
  }

  /** Returns one of a fixed set of words. */
  <T> Optional<T> oneOf(String name, Map<String, T> words) {
    Optional<String> word = text(name);
    if (word.isPresent() && !words.containsKey(word.get())) {
      problem(
          "\""
              + name
              + "\" is \""
              + word.get()
              + "\", expected one of "
              + String.join(", ", new TreeSet<>(words.keySet()))
              + NearestName.suggestion(word.get(), words.keySet()));
    }
    return word.map(words::get);
  }

  /** Returns the properties of an object; those of an empty one when absent. */
  JsonProperties object(String name) {
    ObjectNode child =
        any(name)
            .filter(value -> value.isObject() || expected(name, "an object {...}", value))
            .map(ObjectNode.class::cast)
            .orElseGet(node::objectNode);
    return new JsonProperties(child, place.isEmpty() ? name : place + "." + name, problems);
  }

  /**
   * Reports every property that was not asked for.
   *
   * @param hints what to do instead, by the name of a property that is often expected here
   */
  void refuseUnknown(Map<String, String> hints) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problem("unknown property \"" + name + "\"; " + instead(name, hints));
              }
            });
  }

  private String instead(String name, Map<String, String> hints) {
    if (hints.containsKey(name)) {
      return hints.get(name);
    }
    return NearestName.of(name, known)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElseGet(() -> "expected one of " + String.join(", ", known));
  }

  private Optional<String> textOf(JsonNode value, String name) {
    if (!value.isTextual()) {
      expected(name, "text in double quotes", value);
      return Optional.empty();
    }
    if (value.textValue().isBlank()) {
      expected(name, "text that is not blank", value);
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  private boolean expected(String name, String what, JsonNode found) {
    problem("\"" + name + "\" is " + found + ", expected " + what);
    return false;
  }
}
