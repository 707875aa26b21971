package io.ledgerlake.schemas.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.value.Blanks;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.schemas.value.KeyBytes;
import io.ledgerlake.schemas.value.TextSet;
import io.ledgerlake.schemas.value.Value;
import io.ledgerlake.schemas.value.ValueParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a contract asks of one field, and the field's value in the record evaluated last.
 *
 * <p>A blank text, empty or of spaces and tabs only, stands for the default, and without one for
 * null. Numbers, booleans and times never have blanks around them; texts lose them when the
 * contract trims the field or the field is of the key.
 */
class FieldRule {

  /** The column of a field that the file does not have. */
  static final int ABSENT = -1;

  private final Field field;
  private final int column;
  private final boolean required;
  private final boolean trim;
  private final ValueParser parser;
  private final Value defaultValue;
  private final boolean constant;
  private final Matcher pattern;
  private final TextSet allowedTexts;
  private final List<Value> allowedValues = new ArrayList<>();
  private final Bounds bounds;

  private final byte[] contractText;

  private boolean parsed;
  private boolean present;
  private boolean defaulted;
  private byte[] text;
  private int textStart;
  private int textEnd;

  /**
   * @param column index of the field's column in the file, or {@link #ABSENT}
   * @param key whether the field is part of the key
   * @param required whether a blank is a fault
   * @param bounds what the value must lie between
   */
  FieldRule(Field field, int column, boolean key, boolean required, Bounds bounds) {
    this.field = field;
    this.column = column;
    this.required = required;
    this.bounds = bounds;
    parser = parserOf(field);
    trim = field.trim() || key;
    pattern = field.pattern().map(p -> Pattern.compile(p).matcher("")).orElse(null);
    boolean texts = !parser.ignoresBlanks();
    allowedTexts = texts && !field.allowed().isEmpty() ? TextSet.of(field.allowed()) : null;
    if (!texts) {
      field.allowed().forEach(text -> allowedValues.add(value(field, parser, text)));
    }
    defaultValue = field.defaultText().map(t -> value(field, parser, t)).orElse(null);
    constant = field.constantText().isPresent();
    field.constantText().ifPresent(t -> value(field, parser, t));
    contractText =
        field.constantText().or(field::defaultText).map(t -> t.getBytes(UTF_8)).orElse(null);
  }

  /** Returns a field's parser; errors name the field. */
  static ValueParser parserOf(Field field) {
    try {
      return ValueParser.of(field);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("field " + field.name() + ": " + e.getMessage(), e);
    }
  }

  /** Reads a text of the contract; the parser then holds its value. */
  static Value value(Field field, ValueParser parser, String text) {
    try {
      return parser.value(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("field " + field.name() + ": " + e.getMessage(), e);
    }
  }

  /** Reads the field of a record; adds what is wrong with it to the input's faults. */
  final void evaluate(RowInput in) {
    defaulted = false;
    parsed = constant ? takeContractText() : read(in);
    present = parsed;
    if (parsed) {
      check(in);
    }
  }

  private boolean takeContractText() {
    text = contractText;
    textStart = 0;
    textEnd = contractText.length;
    return true;
  }

  private boolean read(RowInput in) {
    if (column == ABSENT) {
      return blank(in);
    }
    if (!in.take(column, field.name(), field.personal())) {
      return false;
    }
    text = in.array();
    textStart = Blanks.skip(text, in.start(), in.end());
    textEnd = Blanks.cut(text, textStart, in.end());
    if (textStart == textEnd) {
      return blank(in);
    }
    if (!trim && !parser.ignoresBlanks()) {
      textStart = in.start();
      textEnd = in.end();
    }
    return parse(in);
  }

  private boolean blank(RowInput in) {
    if (defaultValue != null) {
      parser.load(defaultValue);
      defaulted = true;
      return takeContractText();
    }
    if (required) {
      String message = "required value is missing or blank";
      in.errors().add(new RowError(ReasonCode.NULL_VALUE_ERROR, field.name(), message, ""));
    }
    return false;
  }

  private boolean parse(RowInput in) {
    if (pattern != null && !matches()) {
      fault(in, ReasonCode.CONSTRAINT_ERROR, "does not match the pattern " + field.pattern().get());
    }
    if (parser.read(text, textStart, textEnd)) {
      return true;
    }
    fault(in, parser.misfit() ? misfitCode() : typeCode(), parser.problem());
    return false;
  }

  private boolean matches() {
    return pattern.reset(CanonicalValues.readText(text, textStart, textEnd)).matches();
  }

  /** Checks the value, be it from the file, a default or a constant. */
  void check(RowInput in) {
    if (!defaulted && !constant && !isAllowed()) {
      String allowed = list(field.allowed());
      fault(in, allowedCode(), "not among the contract's allowed values: " + allowed);
    }
    if (bounds.min() != null && parser.compareTo(bounds.min()) < 0) {
      fault(in, bounds.code(), bounds.belowMin());
    }
    if (bounds.max() != null && parser.compareTo(bounds.max()) > 0) {
      fault(in, bounds.code(), bounds.aboveMax());
    }
  }

  private boolean isAllowed() {
    if (allowedTexts != null) {
      return allowedTexts.contains(text, textStart, textEnd);
    }
    for (Value value : allowedValues) {
      if (parser.compareTo(value) == 0) {
        return true;
      }
    }
    return allowedValues.isEmpty();
  }

  /** Returns texts for a message, cut short where there are many. */
  static String list(List<String> texts) {
    int shown = Math.min(10, texts.size());
    String list = String.join(", ", texts.subList(0, shown));
    return shown == texts.size() ? list : list + " and " + (texts.size() - shown) + " more";
  }

  /** Returns the code of a text that is no value of the type. */
  ReasonCode typeCode() {
    FieldType type = field.type();
    if (type instanceof FieldType.Date || type instanceof FieldType.Timestamp) {
      return ReasonCode.TIMESTAMP_ERROR;
    }
    return type instanceof FieldType.Enumeration
        ? ReasonCode.CONSTRAINT_ERROR
        : ReasonCode.TYPE_ERROR;
  }

  /** Returns the code of a number that its type cannot hold. */
  ReasonCode misfitCode() {
    return ReasonCode.TYPE_ERROR;
  }

  /** Returns the code of a value that the contract does not list. */
  ReasonCode allowedCode() {
    return ReasonCode.CONSTRAINT_ERROR;
  }

  /** Adds a fault of this field, with its text. */
  final void fault(RowInput in, ReasonCode code, String message) {
    in.errors().add(new RowError(code, field.name(), message, shown(in)));
  }

  private String shown(RowInput in) {
    if (field.personal()) {
      return RowInput.MASK;
    }
    if (constant) {
      return RowInput.cut(field.constantText().get());
    }
    return defaulted ? RowInput.cut(field.defaultText().get()) : in.text(column);
  }

  final Field field() {
    return field;
  }

  final ValueParser parser() {
    return parser;
  }

  /** Returns the slot in a currency table of the text that the value was read from. */
  final int currencySlot(CurrencyTable currencies) {
    return currencies.slot(text, textStart, textEnd);
  }

  /** Returns whether the record has a text that reads as a value of the field's type. */
  final boolean parsed() {
    return parsed;
  }

  /** Returns whether the record has a value: it is parsed and was not dropped. */
  final boolean present() {
    return present;
  }

  /** Takes the value back: it reads well but means nothing. */
  final void drop() {
    present = false;
  }

  /** Appends the value of a valid record, where equal contents must have equal bytes. */
  final void putCanonical(CanonicalValues.Encoder out) {
    boolean isDefault = defaultValue != null && present && parser.compareTo(defaultValue) == 0;
    if (present && !isDefault) {
      parser.put(out, field.id());
    }
  }

  /** Appends the value of a rejected record, where what is left out did not parse or is null. */
  final void putParsed(CanonicalValues.Encoder out) {
    if (present) {
      parser.put(out, field.id());
    }
  }

  final void putKey(KeyBytes out) {
    if (present) {
      parser.putKey(out);
    }
  }

  /**
   * The values that a field must lie between, and what is said when it does not.
   *
   * @param min least value, or null
   * @param max greatest value, or null
   */
  record Bounds(Value min, Value max, ReasonCode code, String belowMin, String aboveMax) {}
}
