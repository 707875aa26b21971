package io.ledgerlake.schemas.record;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.schemas.value.KeyBytes;
import io.ledgerlake.schemas.value.TextEncoding;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges the records of one file against a contract: a record's fields in, a typed row with a key
 * or all of its faults out.
 *
 * <ul>
 *   <li>A record whose structure is broken (the tokenizer's fault, or another field count than the
 *       header's) has no values: which text belongs to which field is not known.
 *   <li>Bytes that are not valid in the declared encoding reject the row; the fields whose own
 *       bytes are sound keep their values.
 *   <li>The key's fields and the event time are required, whatever the contract says of them: a row
 *       without them could be neither compared nor filed.
 *   <li>The event time lies between 1970 and one day after {@code ingestedAt} unless the contract
 *       names other bounds; other dates and timestamps are bounded only by the contract.
 *   <li>An error shows the field's text as the file has it, at most 200 characters; of a personal
 *       field it shows {@code ***}, whatever the text's length.
 * </ul>
 *
 * <p>The rules of numbers, times and texts are described at their parsers in {@code
 * io.ledgerlake.schemas.value}. Not thread-safe; a valid row allocates nothing unless the contract
 * has patterns or formats of its own, or wide decimals.
 */
public final class RowEvaluator {

  private final List<String> header;
  private final int[] unknownColumns;
  private final RowInput input;
  private final FieldRule[] rules;
  private final FieldRule[] rulesById;
  private final FieldRule[] keyRules;
  private final CurrencyRule currency;
  private final AmountRule amount;
  private final boolean anyPersonal;
  private final Map<String, Integer> order = new HashMap<>();
  private final CanonicalValues.Encoder values = new CanonicalValues.Encoder();
  private final KeyBytes key = new KeyBytes();
  private final RowHash hash = RowHash.create();
  private final View view = new View();
  private boolean fielded;
  private Map<String, String> rescued = Map.of();

  private RowEvaluator(
      Contract contract, List<String> header, Instant ingestedAt, CurrencyTable currencies) {
    this.header = List.copyOf(header);
    HeaderColumns columns = new HeaderColumns(contract, this.header);
    unknownColumns = columns.unknown();
    input = new RowInput(TextEncoding.of(contract.dialect().encoding()));
    RowRules all = new RowRules(contract, columns, ingestedAt, currencies);
    rules = all.inEvaluationOrder();
    rulesById = all.inIdOrder();
    keyRules = all.ofKey();
    currency = all.currency();
    amount = all.amount();
    anyPersonal = contract.fields().stream().anyMatch(Field::personal);
    for (Field field : contract.fields()) {
      order.put(field.name(), order.size());
    }
  }

  /**
   * Returns an evaluator of the records of a file.
   *
   * @param contract what the file's rows must be
   * @param header the file's column names in their order; the header has been accepted before
   * @param ingestedAt the run's logical time
   * @param currencies the currency codes and their minor units
   * @throws IllegalArgumentException if the header does not fit the contract, or the contract asks
   *     for what cannot be done; the message names the column or field
   */
  public static RowEvaluator of(
      Contract contract, List<String> header, Instant ingestedAt, CurrencyTable currencies) {
    return new RowEvaluator(contract, header, ingestedAt, currencies);
  }

  /**
   * Evaluates a record.
   *
   * @return a view that is valid until the next call
   */
  public EvaluatedRow evaluate(RawFields fields) {
    input.reset(fields);
    values.reset();
    key.reset();
    fielded = hasItsFields(fields);
    if (fielded) {
      for (FieldRule rule : rules) {
        rule.evaluate(input);
      }
    }
    if (!input.sound()) {
      input.addEncodingErrorOfRecord();
    }
    rescued = fielded && unknownColumns.length > 0 ? rescue(fields) : Map.of();
    if (input.errors().isEmpty()) {
      accept();
    } else {
      reject(fields);
    }
    return view;
  }

  private boolean hasItsFields(RawFields fields) {
    RowError fault = fields.structuralFault();
    if (fault != null) {
      input.errors().add(masked(fault));
      return false;
    }
    int found = fields.fieldCount();
    if (found != header.size()) {
      String message =
          "expected " + header.size() + " fields, as many as the header has, found " + found;
      input.errors().add(new RowError(ReasonCode.SCHEMA_ERROR, "", message, ""));
      return false;
    }
    return true;
  }

  /** Without fields nobody can say whether the text is a personal one. */
  private RowError masked(RowError fault) {
    return anyPersonal && !fault.value().isEmpty()
        ? new RowError(fault.code(), fault.field(), fault.message(), RowInput.MASK)
        : fault;
  }

  /** Takes the texts of columns that the contract does not know; a blank one says nothing. */
  private Map<String, String> rescue(RawFields fields) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int column : unknownColumns) {
      if (fields.end(column) > fields.start(column)) {
        texts.put(header.get(column), input.whole(column));
      }
    }
    return texts;
  }

  private void accept() {
    for (FieldRule rule : rulesById) {
      rule.putCanonical(values);
    }
    for (FieldRule rule : keyRules) {
      rule.putKey(key);
      if (keyRules.length > 1) {
        key.putByte(0);
      }
    }
  }

  private void reject(RawFields fields) {
    if (input.errors().size() > 1) {
      input.errors().sort(Comparator.comparing(e -> order.getOrDefault(e.field(), -1)));
    }
    if (fielded) {
      for (FieldRule rule : rulesById) {
        rule.putParsed(values);
      }
    }
    byte[] out = key.fill(RowHash.LENGTH);
    hash.ofRaw(fields.rawArray(), fields.rawStart(), fields.rawEnd(), out, 0);
  }

  private final class View implements EvaluatedRow {

    @Override
    public boolean valid() {
      return input.errors().isEmpty();
    }

    @Override
    public byte[] values() {
      return values.array();
    }

    @Override
    public int valuesLength() {
      return values.length();
    }

    @Override
    public byte[] key() {
      return key.array();
    }

    @Override
    public int keyLength() {
      return key.length();
    }

    @Override
    public List<RowError> errors() {
      return input.errors();
    }

    @Override
    public Map<String, String> rescued() {
      return rescued;
    }

    @Override
    public boolean hasAmount() {
      return fielded && amount != null && amount.present();
    }

    @Override
    public boolean amountIsLong() {
      return parsedAmount().amount().isLong();
    }

    @Override
    public long amountUnscaledLong() {
      return parsedAmount().amount().unscaledLong();
    }

    @Override
    public BigInteger amountUnscaled() {
      return parsedAmount().amount().unscaled();
    }

    private AmountRule parsedAmount() {
      if (!hasAmount()) {
        throw new IllegalStateException("the row has no amount: ask hasAmount() first");
      }
      return amount;
    }

    @Override
    public String currency() {
      return fielded && currency != null ? currency.code() : null;
    }
  }
}
