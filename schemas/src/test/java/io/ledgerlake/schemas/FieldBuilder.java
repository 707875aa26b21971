package io.ledgerlake.schemas;

import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import java.util.List;
import java.util.Optional;

/** Builds fields in which a test names only what it is about. */
public final class FieldBuilder {
  private final int id;
  private final String name;
  private final FieldType type;
  private List<String> aliases = List.of();
  private boolean required;
  private Optional<String> defaultText = Optional.empty();
  private Optional<String> constantText = Optional.empty();
  private boolean trim = true;
  private Optional<String> pattern = Optional.empty();
  private List<String> allowed = List.of();
  private Optional<String> min = Optional.empty();
  private Optional<String> max = Optional.empty();
  private List<String> formats = List.of();
  private Optional<String> zone = Optional.empty();
  private char decimalSign = '.';
  private Optional<Character> groupingSign = Optional.empty();
  private boolean personal;

  private FieldBuilder(int id, String name, FieldType type) {
    this.id = id;
    this.name = name;
    this.type = type;
  }

  public static FieldBuilder field(int id, String name, FieldType type) {
    return new FieldBuilder(id, name, type);
  }

  public static FieldBuilder field(FieldType type) {
    return new FieldBuilder(1, "f", type);
  }

  public FieldBuilder aliases(String... values) {
    aliases = List.of(values);
    return this;
  }

  public FieldBuilder required() {
    required = true;
    return this;
  }

  public FieldBuilder defaultText(String text) {
    defaultText = Optional.of(text);
    return this;
  }

  public FieldBuilder constant(String text) {
    constantText = Optional.of(text);
    return this;
  }

  public FieldBuilder untrimmed() {
    trim = false;
    return this;
  }

  public FieldBuilder pattern(String regex) {
    pattern = Optional.of(regex);
    return this;
  }

  public FieldBuilder allowed(String... texts) {
    allowed = List.of(texts);
    return this;
  }

  public FieldBuilder min(String text) {
    min = Optional.of(text);
    return this;
  }

  public FieldBuilder max(String text) {
    max = Optional.of(text);
    return this;
  }

  public FieldBuilder formats(String... patterns) {
    formats = List.of(patterns);
    return this;
  }

  public FieldBuilder zone(String id) {
    zone = Optional.of(id);
    return this;
  }

  public FieldBuilder decimalSign(char sign) {
    decimalSign = sign;
    return this;
  }

  public FieldBuilder groupingSign(char sign) {
    groupingSign = Optional.of(sign);
    return this;
  }

  public FieldBuilder personal() {
    personal = true;
    return this;
  }

  public Field build() {
    return new Field(
        id,
        name,
        type,
        name,
        aliases,
        required,
        defaultText,
        constantText,
        trim,
        pattern,
        allowed,
        min,
        max,
        formats,
        zone,
        decimalSign,
        groupingSign,
        personal);
  }
}
