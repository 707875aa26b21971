package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Says where each row of generated {@code transactions} files belongs, and what they add up to: the
 * specification's sections 4 and 5 once more, with Commons CSV, {@code BigDecimal} and {@code
 * Instant}, and nothing of LedgerLake's but the names of the zones. Knows the currencies EUR, JPY
 * and BHD. Files are read in byte order of their names.
 */
final class FeedOracle {

  private static final int COLUMNS = 5;
  private static final Map<String, Integer> MINOR_UNITS = Map.of("EUR", 2, "JPY", 0, "BHD", 3);
  private static final BigDecimal LIMIT = new BigDecimal("100000000000000");
  private static final Instant LATEST = Instant.parse("2024-04-02T02:00:00Z");

  private record Row(String file, long number, List<String> fields) {

    boolean isComplete() {
      return fields.size() == COLUMNS;
    }

    /** Returns the amount if it can be read and stored, else null. */
    BigDecimal amount() {
      if (!isComplete() || !fields.get(2).matches("-?[0-9]+([.][0-9]+)?")) {
        return null;
      }
      BigDecimal amount = new BigDecimal(fields.get(2)).stripTrailingZeros();
      return amount.abs().compareTo(LIMIT) >= 0 || amount.scale() > 4 ? null : amount;
    }

    String currency() {
      return MINOR_UNITS.containsKey(fields.get(3)) ? fields.get(3) : "?";
    }

    boolean isValid() {
      return amount() != null
          && !currency().equals("?")
          && amount().scale() <= MINOR_UNITS.get(currency())
          && isText(fields.get(0))
          && isText(fields.get(1))
          && isTime(fields.get(4));
    }

    /** Valid rows with the same key are told apart by this, invalid ones by their text. */
    List<Object> content() {
      return isValid()
          ? List.of(
              fields.get(0), fields.get(1), amount(), currency(), Instant.parse(fields.get(4)))
          : List.copyOf(fields);
    }
  }

  private final List<Row> rows = new ArrayList<>();

  /** Reads a file; the first record is the header. */
  void read(String file, byte[] bytes) throws IOException {
    try (CSVParser parser = CSVParser.parse(new String(bytes, ISO_8859_1), CSVFormat.RFC4180)) {
      for (CSVRecord record : parser) {
        if (record.getRecordNumber() > 1) {
          rows.add(new Row(file, record.getRecordNumber() - 1, record.stream().toList()));
        }
      }
    }
  }

  static String id(String file, long row) {
    return file + ":" + row;
  }

  /** Returns the zone of every row by file and row. */
  SortedMap<String, Zone> zones() {
    Map<Object, LinkedHashMap<List<Object>, Zone>> contents = new HashMap<>();
    for (Row row : rows) {
      contents.computeIfAbsent(key(row), k -> new LinkedHashMap<>()).put(row.content(), null);
    }
    SortedMap<String, Zone> zones = new TreeMap<>();
    for (Row row : rows) {
      Map<List<Object>, Zone> ofKey = contents.get(key(row));
      Zone first = row.isValid() && ofKey.size() == 1 ? Zone.PROCESSED : Zone.QUARANTINE;
      boolean repeats = ofKey.put(row.content(), first) != null;
      zones.put(id(row.file(), row.number()), repeats ? Zone.CONDEMNED : first);
    }
    return zones;
  }

  /** An invalid row makes no conflict: each is a group of its own with its repeats. */
  private static Object key(Row row) {
    return row.isValid() ? row.fields().get(0) : row.fields();
  }

  /** Returns how many rows of a file are in a zone; null: in any. */
  long rows(String file, Zone zone) {
    SortedMap<String, Zone> zones = zones();
    return rows.stream().filter(row -> isIn(row, file, zone, zones)).count();
  }

  /** Returns the sums of a file's amounts in a zone; null: in any. */
  SortedMap<String, BigDecimal> sums(String file, Zone zone) {
    SortedMap<String, Zone> zones = zones();
    SortedMap<String, BigDecimal> sums = new TreeMap<>();
    for (Row row : rows) {
      if (isIn(row, file, zone, zones) && row.amount() != null) {
        sums.merge(row.currency(), row.amount(), BigDecimal::add);
      }
    }
    return sums;
  }

  private static boolean isIn(Row row, String file, Zone zone, Map<String, Zone> zones) {
    return row.file().equals(file) && (zone == null || zones.get(id(file, row.number())) == zone);
  }

  private static boolean isText(String latin1) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(latin1.getBytes(ISO_8859_1)));
      return !latin1.isBlank();
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    try {
      Instant time = Instant.parse(text);
      return !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
