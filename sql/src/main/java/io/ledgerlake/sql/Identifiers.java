package io.ledgerlake.sql;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of columns and tables as they stand in a query: in double quotes where they must. */
public final class Identifiers {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /** The words that Trino, Athena or DuckDB keep for themselves. */
  private static final Set<String> RESERVED =
      Set.of(
          ("all alter analyse analyze and any array as asc asymmetric between both by case cast check"
                  + " collate column constraint create cross cube current_catalog current_date"
                  + " current_path current_role current_schema current_time current_timestamp"
                  + " current_user deallocate default deferrable delete desc describe distinct do drop"
                  + " else end escape except execute exists extract false fetch first for foreign from"
                  + " full grant group grouping having in initially inner insert intersect into is join"
                  + " json_array json_exists json_object json_query json_table json_value lambda last"
                  + " lateral leading left like limit listagg localtime localtimestamp natural"
                  + " normalize not null offset on only or order outer pivot pivot_longer pivot_wider"
                  + " placing prepare primary qualify recursive references returning right rollup"
                  + " select show skip some start summarize symmetric table then to trailing trim true"
                  + " uescape union unique unnest unpivot using values variadic when where window"
                  + " with")
              .split(" "));

  private Identifiers() {}

  /** Returns a name as it stands in a query. */
  public static String of(String name) {
    return PLAIN.matcher(name).matches() && !RESERVED.contains(name.toLowerCase(Locale.ROOT))
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns a column of a relation as it stands in a query. */
  static String of(String alias, String column) {
    return alias + "." + of(column);
  }

  /** Returns columns of a relation with commas between them. */
  static String list(String alias, Collection<String> columns) {
    return columns.stream().map(c -> of(alias, c)).collect(Collectors.joining(", "));
  }
}
