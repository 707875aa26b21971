package io.ledgerlake.schemas.record;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.record.FieldRule.Bounds;
import io.ledgerlake.schemas.value.Value;
import io.ledgerlake.schemas.value.ValueParser;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rules of a contract's fields, in the orders in which a row needs them. */
final class RowRules {

  private final Contract contract;
  private final HeaderColumns columns;
  private final Instant latest;
  private final List<FieldRule> evaluation = new ArrayList<>();
  private final CurrencyRule currency;
  private final AmountRule amount;

  RowRules(Contract contract, HeaderColumns columns, Instant ingestedAt, CurrencyTable currencies) {
    this.contract = contract;
    this.columns = columns;
    latest = ingestedAt.plus(1, ChronoUnit.DAYS);
    // The event's date decides on the currency, and the currency on the amount.
    Field eventField = contract.field(contract.eventTime());
    if (!isTime(eventField)) {
      throw expected(eventField, "event time", "a date or timestamp");
    }
    FieldRule eventTime =
        new FieldRule(
            eventField, columns.of(eventField), isKey(eventField), true, eventBounds(eventField));
    evaluation.add(eventTime);
    currency = contract.currency().map(name -> currency(name, currencies, eventTime)).orElse(null);
    amount = contract.amount().map(name -> amount(name, currencies)).orElse(null);
    for (Field field : contract.fields()) {
      if (evaluation.stream().noneMatch(rule -> rule.field().equals(field))) {
        boolean required = field.required() || isKey(field);
        Bounds bounds = bounds(field, boundsCode(field));
        evaluation.add(new FieldRule(field, columns.of(field), isKey(field), required, bounds));
      }
    }
  }

  private CurrencyRule currency(String name, CurrencyTable currencies, FieldRule eventTime) {
    Field field = contract.field(name);
    if (!(field.type() instanceof FieldType.Text
        || field.type() instanceof FieldType.Enumeration)) {
      throw expected(field, "currency", "a string or enum");
    }
    CurrencyRule rule =
        new CurrencyRule(
            field,
            columns.of(field),
            isKey(field),
            bounds(field, boundsCode(field)),
            currencies,
            eventTime);
    evaluation.add(rule);
    return rule;
  }

  private AmountRule amount(String name, CurrencyTable currencies) {
    Field field = contract.field(name);
    if (!(field.type() instanceof FieldType.Decimal)) {
      throw expected(field, "amount", "a decimal");
    }
    AmountRule rule =
        new AmountRule(
            field,
            columns.of(field),
            isKey(field),
            bounds(field, ReasonCode.AMOUNT_ERROR),
            currencies,
            currency);
    evaluation.add(rule);
    return rule;
  }

  private static IllegalArgumentException expected(Field field, String role, String type) {
    return new IllegalArgumentException(
        "field " + field.name() + " is the " + role + ": expected " + type);
  }

  private boolean isKey(Field field) {
    return contract.key().contains(field.name());
  }

  private static boolean isTime(Field field) {
    return field.type() instanceof FieldType.Date || field.type() instanceof FieldType.Timestamp;
  }

  private static ReasonCode boundsCode(Field field) {
    return isTime(field) ? ReasonCode.TIMESTAMP_ERROR : ReasonCode.CONSTRAINT_ERROR;
  }

  private static Bounds bounds(Field field, ReasonCode code) {
    ValueParser parser = FieldRule.parserOf(field);
    return new Bounds(
        field.min().map(text -> FieldRule.value(field, parser, text)).orElse(null),
        field.max().map(text -> FieldRule.value(field, parser, text)).orElse(null),
        code,
        "below the least permitted value " + field.min().orElse(""),
        "above the greatest permitted value " + field.max().orElse(""));
  }

  /** What the contract leaves open is 1970 to one day after the ingestion. */
  private Bounds eventBounds(Field field) {
    Bounds declared = bounds(field, ReasonCode.TIMESTAMP_ERROR);
    return new Bounds(
        field.min().isPresent() ? declared.min() : time(field, Instant.EPOCH),
        field.max().isPresent() ? declared.max() : time(field, latest),
        declared.code(),
        field.min().isPresent() ? declared.belowMin() : "before 1970, the earliest permitted",
        field.max().isPresent()
            ? declared.aboveMax()
            : "after " + shown(field, latest) + ", one day after the run's ingestion time");
  }

  private static Value time(Field field, Instant instant) {
    return field.type() instanceof FieldType.Date
        ? Value.ofDay(date(instant).toEpochDay())
        : Value.ofMicros(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }

  private static String shown(Field field, Instant instant) {
    return field.type() instanceof FieldType.Date ? date(instant).toString() : instant.toString();
  }

  private static LocalDate date(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  /** Returns the rules so that each comes after those that it asks. */
  FieldRule[] inEvaluationOrder() {
    return evaluation.toArray(FieldRule[]::new);
  }

  /** Returns the rules by ascending field id. */
  FieldRule[] inIdOrder() {
    return evaluation.stream()
        .sorted(Comparator.comparingInt(rule -> rule.field().id()))
        .toArray(FieldRule[]::new);
  }

  /** Returns the rules of the key's fields, in the key's order. */
  FieldRule[] ofKey() {
    return contract.key().stream()
        .map(contract::field)
        .map(
            field ->
                evaluation.stream().filter(rule -> rule.field().equals(field)).findFirst().get())
        .toArray(FieldRule[]::new);
  }

  /** Returns the rule of the currency, or null. */
  CurrencyRule currency() {
    return currency;
  }

  /** Returns the rule of the amount, or null. */
  AmountRule amount() {
    return amount;
  }
}
