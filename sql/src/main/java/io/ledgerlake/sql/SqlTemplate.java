package io.ledgerlake.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;

/** A text of this module, with {@code ${names}} to be filled in. */
final class SqlTemplate {

  private SqlTemplate() {}

  /**
   * Returns a resource with its names filled in.
   *
   * @throws IllegalArgumentException if the text has a name that the values do not
   */
  static String render(String resource, Map<String, String> values) {
    return fill(text(resource), values);
  }

  static String fill(String text, Map<String, String> values) {
    return new StringSubstitutor(values)
        .setEnableUndefinedVariableException(true)
        .setDisableSubstitutionInValues(true)
        .replace(text);
  }

  private static String text(String resource) {
    try (InputStream in = SqlTemplate.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + resource + " cannot be read", e);
    }
  }
}
