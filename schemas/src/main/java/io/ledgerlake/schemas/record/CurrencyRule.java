package io.ledgerlake.schemas.record;

import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.currency.CurrencyTable;

/**
 * The field that holds the amount's currency: an ISO 4217 code, valid on the event's date, and in
 * the contract's narrower list where it has one.
 */
final class CurrencyRule extends FieldRule {

  private final CurrencyTable currencies;
  private final FieldRule eventTime;
  private int slot;

  CurrencyRule(
      Field field,
      int column,
      boolean key,
      Bounds bounds,
      CurrencyTable currencies,
      FieldRule eventTime) {
    super(field, column, key, field.required() || key, bounds);
    this.currencies = currencies;
    this.eventTime = eventTime;
  }

  @Override
  void check(RowInput in) {
    int faults = in.errors().size();
    super.check(in);
    slot = currencySlot(currencies);
    if (slot == CurrencyTable.UNKNOWN) {
      String message = "not an ISO 4217 code (table of " + currencies.version() + ")";
      fault(in, ReasonCode.CURRENCY_ERROR, message);
    } else if (eventTime.present() && !currencies.validOn(slot, eventTime.parser().epochDay())) {
      fault(in, ReasonCode.CURRENCY_ERROR, withdrawn());
    }
    if (in.errors().size() > faults) {
      drop();
    }
  }

  private String withdrawn() {
    return "withdrawn in "
        + currencies.withdrawn(slot)
        + ": expected an event at most "
        + CurrencyTable.GRACE_DAYS
        + " days after that month";
  }

  @Override
  ReasonCode typeCode() {
    return ReasonCode.CURRENCY_ERROR;
  }

  @Override
  ReasonCode allowedCode() {
    return ReasonCode.CURRENCY_ERROR;
  }

  /** Returns the record's currency code, always the same string for a currency, or null. */
  String code() {
    return present() ? currencies.code(slot) : null;
  }

  /** Returns the slot of the code that the record names, be it valid for the record or not. */
  int slot() {
    return parsed() ? slot : CurrencyTable.UNKNOWN;
  }
}
