package io.ledgerlake.schemas.currency;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;

/**
 * The currency codes of ISO 4217: those of list one (current) and list three (historic), with their
 * minor units and, of a historic code, the month of its withdrawal. A file of ours and not the
 * JDK's, so that a row is judged alike on every machine and the judgement can be repeated years
 * later; {@code docs/decisions} says how the file was made.
 *
 * <p>A code is asked for by its bytes and answered by a slot number, which the other methods take;
 * none of them allocates. Codes are upper case. Immutable.
 */
public final class CurrencyTable {

  /** What {@link #slot} answers for a text that is no code of the table. */
  public static final int UNKNOWN = -1;

  /** What {@link #minorUnit} answers for a code without one, such as gold's. */
  public static final int NO_MINOR_UNIT = -1;

  /** Days for which amounts in a withdrawn currency are still accepted: clearing takes time. */
  public static final int GRACE_DAYS = 90;

  private static final String RESOURCE = "iso4217.csv";
  private static final String VERSION_PREFIX = "# version,";
  private static final String HEADER = "code,numeric,minor_unit,withdrawn";
  private static final int LETTERS = 26;
  private static final int LENGTH = 3;

  private final String version;
  private final String[] codes = new String[LETTERS * LETTERS * LETTERS];
  private final byte[] minorUnits = new byte[codes.length];
  private final int[] lastDays = new int[codes.length];
  private final YearMonth[] withdrawn = new YearMonth[codes.length];

  private CurrencyTable(String version) {
    this.version = version;
    Arrays.fill(minorUnits, (byte) NO_MINOR_UNIT);
  }

  private static final class Vendored {
    private static final CurrencyTable TABLE = load();

    private static CurrencyTable load() {
      try (InputStream in = CurrencyTable.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(
              RESOURCE + " is missing beside CurrencyTable: the jar is damaged, build it again");
        }
        return read(new InputStreamReader(in, US_ASCII), RESOURCE);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + RESOURCE + " from the jar", e);
      }
    }
  }

  /** Returns the table that LedgerLake ships. */
  public static CurrencyTable iso4217() {
    return Vendored.TABLE;
  }

  /**
   * Reads a table: a version line, a header line, a line for each code.
   *
   * @throws IllegalArgumentException if a line is not as expected; the message names it
   */
  static CurrencyTable read(Reader csv, String name) throws IOException {
    BufferedReader lines = new BufferedReader(csv);
    String first = lines.readLine();
    if (first == null || !first.startsWith(VERSION_PREFIX)) {
      throw new IllegalArgumentException(
          name + " line 1: expected \"" + VERSION_PREFIX + "...\", found \"" + first + "\"");
    }
    String second = lines.readLine();
    if (!HEADER.equals(second)) {
      throw new IllegalArgumentException(
          name + " line 2: expected \"" + HEADER + "\", found \"" + second + "\"");
    }
    CurrencyTable table = new CurrencyTable(first.substring(VERSION_PREFIX.length()));
    int number = 3;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      table.add(line, name + " line " + number++);
    }
    return table;
  }

  private void add(String line, String where) {
    String[] cells = line.split(",", -1);
    byte[] code = cells[0].getBytes(US_ASCII);
    int slot = code.length == LENGTH ? index(code, 0) : UNKNOWN;
    if (cells.length != 4
        || slot == UNKNOWN
        || codes[slot] != null
        || !cells[1].matches("([0-9]{3})?")
        || !cells[2].matches("[0-9]?")) {
      throw new IllegalArgumentException(
          where + ": expected a new code, three digits, a minor unit or none, found " + line);
    }
    codes[slot] = cells[0];
    if (!cells[2].isEmpty()) {
      minorUnits[slot] = Byte.parseByte(cells[2]);
    }
    lastDays[slot] = Integer.MAX_VALUE;
    if (!cells[3].isEmpty()) {
      withdrawn[slot] = month(cells[3], where);
      LocalDate last = withdrawn[slot].atEndOfMonth().plusDays(GRACE_DAYS);
      lastDays[slot] = Math.toIntExact(last.toEpochDay());
    }
  }

  private static YearMonth month(String text, String where) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          where + ": expected the month of withdrawal as YYYY-MM, found " + text, e);
    }
  }

  /** Returns the version of the table, the date for which it stands; recorded in every manifest. */
  public String version() {
    return version;
  }

  /** Returns the slot of the code in {@code text[start, end)}, or {@link #UNKNOWN}. */
  public int slot(byte[] text, int start, int end) {
    if (end - start != LENGTH) {
      return UNKNOWN;
    }
    int index = index(text, start);
    return index == UNKNOWN || codes[index] == null ? UNKNOWN : index;
  }

  /** Returns the slot of a code, or {@link #UNKNOWN}. */
  public int slot(String code) {
    byte[] text = code.getBytes(US_ASCII);
    return slot(text, 0, text.length);
  }

  private static int index(byte[] text, int start) {
    int first = text[start] - 'A';
    int second = text[start + 1] - 'A';
    int third = text[start + 2] - 'A';
    boolean letters =
        (first | second | third) >= 0 && first < LETTERS && second < LETTERS && third < LETTERS;
    return letters ? (first * LETTERS + second) * LETTERS + third : UNKNOWN;
  }

  /** Returns the code of a slot, always the same string. */
  public String code(int slot) {
    return codes[slot];
  }

  /**
   * Returns the decimals that amounts in the currency have, or {@link #NO_MINOR_UNIT}: ISO gives
   * none for metals, funds and tests, and none is known of some historic codes.
   */
  public int minorUnit(int slot) {
    return minorUnits[slot];
  }

  /**
   * Returns whether the code may be used on a date: at any time if it is current, else to {@value
   * #GRACE_DAYS} days after the last day of the month of its withdrawal. The lists do not say when
   * codes came into use, so no date is too early.
   */
  public boolean validOn(int slot, long epochDay) {
    return epochDay <= lastDays[slot];
  }

  /** Returns the month in which a historic code was withdrawn, or null of a current one. */
  public YearMonth withdrawn(int slot) {
    return withdrawn[slot];
  }
}
