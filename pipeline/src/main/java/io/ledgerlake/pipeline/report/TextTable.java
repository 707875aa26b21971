package io.ledgerlake.pipeline.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;

/** A table on a terminal: a line below the header, one above the footer, no boxes. */
public final class TextTable {

  private static final int ANY_WIDTH = 1_000;

  /** Where the library takes its border characters from, by its own order. */
  private static final int BORDER_POSITIONS = 29;

  private static final int[] BELOW_HEADER = {8, 9};
  private static final int[] ABOVE_FOOTER = {19, 20};

  private final boolean unicode;
  private final List<Column> columns = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param unicode whether more than ASCII can be shown
   */
  public TextTable(boolean unicode) {
    this.unicode = unicode;
  }

  /** Adds a column of texts. */
  public TextTable text(String header) {
    return text(header, ANY_WIDTH);
  }

  /** Adds a column of texts that are wrapped at a width. */
  public TextTable text(String header, int width) {
    return column(header, null, HorizontalAlign.LEFT, width);
  }

  /** Adds a column of figures. */
  public TextTable figure(String header) {
    return figure(header, null);
  }

  /** Adds a column of figures with a total below, or null for none. */
  public TextTable figure(String header, String total) {
    return column(header, total, HorizontalAlign.RIGHT, ANY_WIDTH);
  }

  /** Adds a row, a text per column. */
  public TextTable row(Object... values) {
    String[] row = new String[values.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = plain(String.valueOf(values[i]));
    }
    rows.add(row);
    return this;
  }

  /** Returns the table, each line with its end. */
  public String render() {
    String text =
        AsciiTable.builder()
            .lineSeparator("\n")
            .border(border())
            .data(columns.toArray(Column[]::new), rows.toArray(String[][]::new))
            .asString();
    StringBuilder trimmed = new StringBuilder();
    text.lines().forEach(line -> trimmed.append(line.stripTrailing()).append('\n'));
    return trimmed.toString();
  }

  /**
   * Returns a text without what a terminal would obey: a file's name may hold anything, escape
   * sequences too.
   */
  public static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private TextTable column(String header, String footer, HorizontalAlign align, int width) {
    columns.add(
        new Column()
            .header(header)
            .footer(footer)
            .headerAlign(align)
            .dataAlign(align)
            .footerAlign(align)
            .maxWidth(width));
    return this;
  }

  private Character[] border() {
    Character[] border = new Character[BORDER_POSITIONS];
    char line = unicode ? '\u2500' : '-';
    for (int position : BELOW_HEADER) {
      border[position] = line;
    }
    if (columns.stream().anyMatch(c -> c.getFooter() != null)) {
      for (int position : ABOVE_FOOTER) {
        border[position] = line;
      }
    }
    return border;
  }
}
