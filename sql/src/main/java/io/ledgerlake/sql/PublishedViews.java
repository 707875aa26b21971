package io.ledgerlake.sql;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumn;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The views of a dataset, in the schema {@code published}: what readers are promised. They show
 * published runs only, in whatever order the tables below them are committed.
 *
 * <p>They stand on {@code processed.<dataset>}, {@code quarantine.<dataset>}, {@code
 * condemned.<dataset>} and {@code ledger.<dataset>}.
 */
public final class PublishedViews {

  /** The schema that holds them. */
  public static final String SCHEMA = "published";

  /** What the name of the view of open quarantine adds to the dataset's. */
  public static final String OPEN_QUARANTINE = "_open_quarantine";

  private PublishedViews() {}

  /**
   * Returns the statements that create the views, in order; each may be run again.
   *
   * @param contract the dataset's contract
   */
  public static List<String> of(Contract contract) {
    Map<String, String> values =
        Map.of(
            "dataset", contract.dataset(),
            "table", Identifiers.of(contract.dataset()),
            "processed_columns", columns(contract, Zone.PROCESSED),
            "quarantine_columns", columns(contract, Zone.QUARANTINE),
            "condemned_columns", columns(contract, Zone.CONDEMNED));
    return statements(SqlTemplate.render("views.sql", values));
  }

  /**
   * Returns the statements that create the views of the aggregates, over {@code
   * aggregates.<dataset>_month_end_balances} and {@code _month_end_exposure}: of each balance its
   * latest version, and what was in quarantine then.
   */
  public static List<String> monthEnds(Contract contract) {
    return statements(
        SqlTemplate.render("month-ends-view.sql", Map.of("dataset", contract.dataset())));
  }

  /** Returns the statements of a text, which are separated by semicolons at ends of lines. */
  static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    for (String statement : text.split(";\\s*(\n|$)")) {
      if (!statement.isBlank()) {
        statements.add(statement.strip());
      }
    }
    return List.copyOf(statements);
  }

  private static String columns(Contract contract, Zone zone) {
    return ZoneColumns.of(contract, zone).stream()
        .map(ZoneColumn::name)
        .map(name -> "  " + Identifiers.of("v", name))
        .collect(Collectors.joining(",\n"));
  }
}
