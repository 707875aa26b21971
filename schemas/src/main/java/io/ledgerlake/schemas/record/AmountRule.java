package io.ledgerlake.schemas.record;

import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.value.DecimalParser;

/**
 * The field that is money: no more decimals than its currency has, and faults of their own code.
 */
final class AmountRule extends FieldRule {

  private final DecimalParser amount;
  private final CurrencyTable currencies;
  private final CurrencyRule currency;

  /**
   * @param currency the rule of the amount's currency, evaluated before; null if there is none
   */
  AmountRule(
      Field field,
      int column,
      boolean key,
      Bounds bounds,
      CurrencyTable currencies,
      CurrencyRule currency) {
    super(field, column, key, field.required() || key, bounds);
    amount = (DecimalParser) parser();
    this.currencies = currencies;
    this.currency = currency;
  }

  @Override
  void check(RowInput in) {
    super.check(in);
    int slot = currency == null ? CurrencyTable.UNKNOWN : currency.slot();
    if (slot == CurrencyTable.UNKNOWN) {
      return;
    }
    int permitted = currencies.minorUnit(slot);
    if (permitted != CurrencyTable.NO_MINOR_UNIT && amount.decimals() > permitted) {
      String message =
          "has "
              + amount.decimals()
              + " decimals: expected at most "
              + permitted
              + ", the minor unit of "
              + currencies.code(slot);
      fault(in, ReasonCode.AMOUNT_ERROR, message);
    }
  }

  @Override
  ReasonCode misfitCode() {
    return ReasonCode.AMOUNT_ERROR;
  }

  DecimalParser amount() {
    return amount;
  }
}
