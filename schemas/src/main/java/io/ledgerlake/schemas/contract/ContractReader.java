package io.ledgerlake.schemas.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ledgerlake.schemas.contract.Contract.FileRules;
import io.ledgerlake.schemas.contract.Contract.Thresholds;
import java.math.BigDecimal;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Reads one contract, reporting everything that is wrong with it. */
final class ContractReader {

  private static final String LEDGERLAKE = "ledgerlake";

  /** A dataset's name is a folder, an Iceberg table and a Glue table, which are lower case. */
  private static final Pattern DATASET = Pattern.compile("[a-z][a-z0-9_]{0,127}");

  private static final Pattern NAMESPACE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*");

  private static final Map<String, String> RECORD_HINTS =
      Map.of(
          "ledgerLake", "did you mean \"ledgerlake\"?",
          "key", "it belongs inside \"ledgerlake\"",
          "version", "it belongs inside \"ledgerlake\"",
          "dataset", "it belongs inside \"ledgerlake\"",
          "eventTime", "it belongs inside \"ledgerlake\"",
          "csv", "it belongs inside \"ledgerlake\"");

  private static final Map<String, String> DATASET_HINTS =
      Map.of(
          "delimiter", "it belongs inside \"csv\"",
          "quote", "it belongs inside \"csv\"",
          "encoding", "it belongs inside \"csv\"",
          "columns", "it belongs inside \"csv\"",
          "columnMode", "it belongs inside \"csv\"",
          "maxRate", "it belongs inside \"thresholds\"",
          "minCount", "it belongs inside \"thresholds\"",
          "expected", "it belongs inside \"files\"",
          "controlRequired", "it belongs inside \"files\"");

  private final String json;
  private final String sha256;
  private final String source;
  private final Problems problems;

  /** Names of all fields, those among them that have no usable type. */
  private final Set<String> declared = new LinkedHashSet<>();

  ContractReader(String json, String sha256, String source, Problems problems) {
    this.json = json;
    this.sha256 = sha256;
    this.source = source;
    this.problems = problems;
  }

  /**
   * Reads the contract.
   *
   * @throws ContractException with all problems, if there are any
   */
  Contract read(ObjectNode root) {
    JsonProperties record = new JsonProperties(root, "", problems);
    if (!record.text("type").equals(Optional.of("record"))) {
      record.problem("\"type\" is " + root.path("type") + ", expected the Avro type \"record\"");
    }
    Optional<String> name = record.text("name");
    namespace(record);
    record.text("doc");
    List<Field> fields = fields(record);
    if (!record.has(LEDGERLAKE)) {
      record.problem("\"ledgerlake\" is missing, expected an object with version, key and so on");
    }
    JsonProperties properties = record.object(LEDGERLAKE);
    record.refuseUnknown(RECORD_HINTS);
    Contract contract = dataset(properties, name.orElse(""), fields);
    checkWithAvro();
    problems.refuse();
    return contract;
  }

  /** Avro's Java parser takes any namespace; other Avro tools do not. */
  private static void namespace(JsonProperties record) {
    Optional<String> namespace = record.text("namespace");
    if (namespace.isPresent() && !NAMESPACE.matcher(namespace.get()).matches()) {
      record.problem(
          "\"namespace\" is \""
              + namespace.get()
              + "\", expected Avro names with dots between them");
    }
  }

  private List<Field> fields(JsonProperties record) {
    Optional<JsonNode> list = record.any("fields");
    if (!(list.orElse(null) instanceof ArrayNode nodes) || nodes.isEmpty()) {
      record.problem("\"fields\" is missing or empty, expected a list of fields");
      return List.of();
    }
    FieldReader reader = new FieldReader(problems);
    List<Field> fields = new ArrayList<>();
    int withId = 0;
    int position = 0;
    for (JsonNode node : nodes) {
      position++;
      withId += node.has("id") ? 1 : 0;
      reader.read(node, position).ifPresent(fields::add);
      declared.add(node.path("name").asText());
    }
    if (withId != 0 && withId != nodes.size()) {
      record.problem(
          "\"id\" is given for "
              + withId
              + " of "
              + nodes.size()
              + " fields, expected all or none (then they are numbered in order)");
    }
    return fields;
  }

  private Contract dataset(JsonProperties json, String name, List<Field> fields) {
    String dataset = json.text("dataset").orElse(name);
    if (!DATASET.matcher(dataset).matches()) {
      json.problem(
          "the dataset's name is \""
              + dataset
              + "\", expected a lower-case letter and then lower-case letters, digits and _; it is"
              + " the record's \"name\" unless \"dataset\" gives another");
    }
    int version = version(json);
    List<String> key = json.someTexts("key", "the names of the key fields");
    Optional<String> eventTime =
        json.someText("eventTime", "the name of a date or timestamp field");
    Contract contract =
        new Contract(
            dataset,
            version,
            fields,
            key,
            eventTime.orElse(""),
            json.text("account"),
            json.text("amount"),
            json.text("currency"),
            json.text("balance"),
            openings(json),
            orderBy(json, eventTime, key),
            json.text("reportingZone")
                .filter(zone -> FieldReader.isZone(zone, "reportingZone", json))
                .orElse("UTC"),
            DialectReader.read(json.object("csv")),
            files(json.object("files")),
            thresholds(json.object("thresholds")),
            this.json,
            sha256,
            source);
    json.refuseUnknown(DATASET_HINTS);
    ContractChecks.check(contract, declared, json, problems);
    return contract;
  }

  private static Optional<String> openings(JsonProperties json) {
    Optional<String> openings = json.text("openings");
    if (openings.isPresent() && !DATASET.matcher(openings.get()).matches()) {
      json.problem(
          "\"openings\" is \""
              + openings.get()
              + "\", expected the name of the dataset that holds the opening balances");
    }
    return openings;
  }

  private static int version(JsonProperties json) {
    if (!json.has("version")) {
      json.problem("\"version\" is missing, expected a whole number from 1");
    }
    return json.count("version", 1).orElse(1);
  }

  /** Without an order of its own, a dataset is ordered by event time and then by key. */
  private static List<String> orderBy(
      JsonProperties json, Optional<String> eventTime, List<String> key) {
    if (json.has("orderBy")) {
      return json.texts("orderBy");
    }
    json.any("orderBy");
    List<String> order = new ArrayList<>();
    eventTime.ifPresent(order::add);
    key.stream().filter(name -> !order.contains(name)).forEach(order::add);
    return order;
  }

  private static FileRules files(JsonProperties json) {
    List<String> expected = json.texts("expected");
    for (String glob : expected) {
      checkGlob(json, glob);
    }
    FileRules rules = new FileRules(expected, json.flag("controlRequired").orElse(false));
    json.refuseUnknown(Map.of());
    return rules;
  }

  private static void checkGlob(JsonProperties json, String glob) {
    String expected = ", expected a file name pattern such as accounts-*.csv*";
    if (glob.contains("/")) {
      json.problem("\"expected\" has \"" + glob + "\"" + expected + ", without folders");
      return;
    }
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      json.problem("\"expected\" has \"" + glob + "\"" + expected + ": " + e.getDescription());
    }
  }

  private static Thresholds thresholds(JsonProperties json) {
    BigDecimal rate = json.number("maxRate").orElse(new BigDecimal("0.05"));
    if (rate.signum() < 0 || rate.compareTo(BigDecimal.ONE) > 0) {
      json.problem(
          "\"maxRate\" is " + rate.toPlainString() + ", expected a share from 0 to 1 such as 0.05");
    }
    Thresholds thresholds =
        new Thresholds(rate.toPlainString(), json.count("minCount", 0).orElse(100));
    json.refuseUnknown(Map.of());
    return thresholds;
  }

  /**
   * Every Avro tool must be able to read the file. Asked last and only when nothing else is wrong,
   * as Avro stops at its first problem and would repeat one that has a better message here.
   */
  private void checkWithAvro() {
    if (!problems.none()) {
      return;
    }
    try {
      new Schema.Parser().parse(json);
    } catch (AvroRuntimeException e) {
      problems.add("", "is no Avro schema: " + e.getMessage());
    }
  }
}
