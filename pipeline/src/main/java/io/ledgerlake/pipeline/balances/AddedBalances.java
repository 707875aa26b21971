package io.ledgerlake.pipeline.balances;

/**
 * What a close adds to a month.
 *
 * @param version the version that the rows are of
 * @param accounts how many balances
 */
public record AddedBalances(int version, long accounts) {

  AddedBalances more() {
    return new AddedBalances(version, accounts + 1);
  }
}
