package io.ledgerlake.schemas.contract;

import java.util.List;
import java.util.Optional;

/**
 * One version of a dataset: its columns, their rules, and how its files are written.
 *
 * @param dataset the dataset's name
 * @param version the contract's version, stored as {@code schema_version}
 * @param fields the fields, in the contract's order
 * @param key names of the fields that identify a record's business key
 * @param eventTime name of the date or timestamp field that a processed row is partitioned by
 * @param account name of the field that balances are kept by
 * @param amount name of the decimal field that is money
 * @param currency name of the field that holds the amount's ISO 4217 code
 * @param balance name of the decimal field that holds the account's balance after the row; without
 *     it, balances are sums of amounts
 * @param openings name of the dataset that holds the accounts' opening balances
 * @param orderBy names of the fields that order an account's postings, compared by their types
 * @param reportingZone zone id in which months end
 * @param dialect how files are written
 * @param files which files are expected
 * @param thresholds limits of the gates
 * @param json the contract's text as loaded; what travels to workers and into plans
 * @param sha256 lower-case hex SHA-256 of {@code json} in UTF-8
 * @param source where it was loaded from, for messages
 */
public record Contract(
    String dataset,
    int version,
    List<Field> fields,
    List<String> key,
    String eventTime,
    Optional<String> account,
    Optional<String> amount,
    Optional<String> currency,
    Optional<String> balance,
    Optional<String> openings,
    List<String> orderBy,
    String reportingZone,
    Dialect dialect,
    FileRules files,
    Thresholds thresholds,
    String json,
    String sha256,
    String source) {

  public Contract {
    fields = List.copyOf(fields);
    key = List.copyOf(key);
    orderBy = List.copyOf(orderBy);
  }

  /**
   * Returns the field of a name.
   *
   * @throws IllegalArgumentException if the contract has none
   */
  public Field field(String name) {
    return fields.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("contract " + dataset + " has no field " + name));
  }

  /** Returns this contract for files that are written in another way; its text stays the same. */
  public Contract writtenIn(Dialect other) {
    return new Contract(
        dataset,
        version,
        fields,
        key,
        eventTime,
        account,
        amount,
        currency,
        balance,
        openings,
        orderBy,
        reportingZone,
        other,
        files,
        thresholds,
        json,
        sha256,
        source);
  }

  /**
   * Which files a date must bring.
   *
   * @param expected file name patterns (globs), each of which must match at least one file of a
   *     date
   * @param controlRequired whether every file must come with its {@code .ctl.json}
   */
  public record FileRules(List<String> expected, boolean controlRequired) {
    public FileRules {
      expected = List.copyOf(expected);
    }
  }

  /**
   * Limits of the circuit breaker.
   *
   * @param maxRate greatest permitted share of rows read that are in quarantine, as an exact
   *     decimal text
   * @param minCount rows in quarantine below which the rate is not looked at
   */
  public record Thresholds(String maxRate, long minCount) {}
}
