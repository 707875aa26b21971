package io.ledgerlake.pipeline.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ledgerlake.transforms.csv.FileFault;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the sender says a file holds, from {@code <file name>.ctl.json} beside it:
 *
 * <pre>{"rows": 1200, "sums": {"EUR": "10512.25", "JPY": "-300"}}</pre>
 *
 * <p>Sums may be written as JSON strings or numbers; both are read as exact decimals. A currency
 * that the control file does not name is taken as zero; {@code sums} may be left out, then only
 * rows are compared.
 *
 * @param rows data rows, the header not counted
 * @param sums sum of amounts per currency code, or null when the sender gives none
 */
public record ControlFile(long rows, SortedMap<String, String> sums) {

  /** What a control file's name adds to its data file's. */
  public static final String SUFFIX = ".ctl.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** A control file that cannot be understood; the message says what was expected. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }

    /** Returns this as a fault of the data file it belongs to. */
    public FileFault fault() {
      return new FileFault(
          FileFault.Kind.CONTROL_FILE,
          -1,
          "the control file cannot be read: " + getMessage(),
          "ask the sender for one like {\"rows\": 1200, \"sums\": {\"EUR\": \"10512.25\"}}");
    }
  }

  /**
   * Reads a control file.
   *
   * @throws MalformedException if it is not of the form above
   */
  public static ControlFile parse(byte[] json) throws MalformedException {
    JsonNode root = tree(json);
    for (var names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals("rows") && !name.equals("sums")) {
        throw new MalformedException("unknown property \"" + name + "\"");
      }
    }
    JsonNode rows = root.get("rows");
    if (rows == null
        || !rows.isIntegralNumber()
        || !rows.canConvertToLong()
        || rows.longValue() < 0) {
      throw new MalformedException("\"rows\" must be a whole number, 0 or more");
    }
    return new ControlFile(rows.longValue(), sums(root.get("sums")));
  }

  private static JsonNode tree(byte[] json) throws MalformedException {
    try {
      JsonNode root = JSON.readTree(json);
      if (root == null || !root.isObject()) {
        throw new MalformedException("it is not a JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new MalformedException("it is not JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw new MalformedException("it is not text (" + e.getMessage() + ")");
    }
  }

  private static SortedMap<String, String> sums(JsonNode node) throws MalformedException {
    if (node == null) {
      return null;
    }
    if (!node.isObject()) {
      throw new MalformedException("\"sums\" must be an object of currency codes and amounts");
    }
    SortedMap<String, String> sums = new TreeMap<>();
    for (var fields = node.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      sums.put(field.getKey(), amount(field.getKey(), field.getValue()).toPlainString());
    }
    return sums;
  }

  private static BigDecimal amount(String currency, JsonNode node) throws MalformedException {
    if (node.isNumber()) {
      return node.decimalValue();
    }
    try {
      if (node.isTextual()) {
        return new BigDecimal(node.textValue());
      }
    } catch (NumberFormatException e) {
      throw new MalformedException(
          "the sum of " + currency + " is not a number: \"" + node.textValue() + "\"");
    }
    throw new MalformedException("the sum of " + currency + " is not a number");
  }

  /** Returns the sum of a currency, zero when it is not named. */
  public BigDecimal sum(String currency) {
    String text = sums.get(currency);
    return text == null ? BigDecimal.ZERO : new BigDecimal(text);
  }
}
