package io.ledgerlake.infra.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A definition, ready to be executed.
 *
 * @param name the state machine's name
 * @param definition its states
 */
public record StateMachine(String name, JsonNode definition) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z_]+)}");

  /**
   * Reads a template and fills it in as Terraform's {@code templatefile} does.
   *
   * @throws IllegalArgumentException if a placeholder has no value, or a value no placeholder
   */
  public static StateMachine of(Path template, Map<String, ?> values) throws IOException {
    String text = Files.readString(template);
    StringBuilder filled = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      Object value = values.get(matcher.group(1));
      if (value == null) {
        throw new IllegalArgumentException(template + " needs a value for " + matcher.group(1));
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(String.valueOf(value)));
    }
    matcher.appendTail(filled);
    String name = template.getFileName().toString().replace(".asl.json", "");
    return new StateMachine(name, new ObjectMapper().readTree(filled.toString()));
  }

  /** Returns a state by its name; a state of a Map's iterations as {@code Map/State}. */
  public JsonNode state(String path) {
    JsonNode states = definition.path("States");
    String[] names = path.split("/");
    for (int i = 0; i < names.length - 1; i++) {
      states = states.path(names[i]).path("ItemProcessor").path("States");
    }
    JsonNode state = states.path(names[names.length - 1]);
    if (state.isMissingNode()) {
      throw new IllegalArgumentException(name + " has no state " + path);
    }
    return state;
  }
}
