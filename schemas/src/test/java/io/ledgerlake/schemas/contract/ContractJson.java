package io.ledgerlake.schemas.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A small valid contract, to be changed in one place and loaded from {@code feed.avsc}. */
final class ContractJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String VALID =
      """
      {
        "type": "record",
        "name": "feed",
        "ledgerlake": {
          "version": 3,
          "key": ["entry_id"],
          "eventTime": "booked",
          "account": "account_id",
          "amount": "amount",
          "currency": "currency",
          "csv": {},
          "files": {},
          "thresholds": {}
        },
        "fields": [
          {"name": "entry_id", "type": "long"},
          {"name": "account_id", "type": "string"},
          {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal"}},
          {"name": "currency", "type": "string"},
          {"name": "booked", "type": {"type": "int", "logicalType": "date"}},
          {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-micros"}},
          {"name": "note", "type": ["null", "string"]},
          {"name": "side", "type": {"type": "enum", "name": "Side", "symbols": ["DEBIT", "CREDIT"]}},
          {"name": "open", "type": ["null", "boolean"]},
          {"name": "copies", "type": ["null", "int"]}
        ]
      }
      """;

  private final JsonNode root;

  private ContractJson(JsonNode root) {
    this.root = root;
  }

  static ContractJson valid() {
    return new ContractJson(tree(VALID));
  }

  /**
   * Sets one property.
   *
   * @param path a JSON pointer; {@code amount/min} stands for that property of that field
   * @param value JSON; null: the property is removed
   */
  ContractJson with(String path, String value) {
    JsonPointer pointer = JsonPointer.compile(path.startsWith("/") ? path : fieldPath(path));
    JsonNode parent = root.at(pointer.head());
    String last = pointer.last().getMatchingProperty();
    if (parent instanceof ArrayNode list) {
      if (last.equals("-")) {
        list.add(tree(value));
      } else {
        list.set(Integer.parseInt(last), tree(value));
      }
    } else if (value == null) {
      ((ObjectNode) parent).remove(last);
    } else {
      ((ObjectNode) parent).set(last, tree(value));
    }
    return this;
  }

  Contract load() {
    return Contracts.parse(root.toString(), "feed.avsc");
  }

  private String fieldPath(String path) {
    String name = path.substring(0, path.indexOf('/'));
    JsonNode fields = root.path("fields");
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).path("name").asText().equals(name)) {
        return "/fields/" + i + path.substring(name.length());
      }
    }
    throw new IllegalArgumentException("no field " + name);
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
