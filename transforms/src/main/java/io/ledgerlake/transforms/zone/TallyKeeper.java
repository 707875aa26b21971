package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.record.ReasonCode;
import io.ledgerlake.schemas.record.RowError;
import io.ledgerlake.schemas.value.CanonicalValues;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.settle.Verdict;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Counts the rows of one data file at a time into a {@link ShardTally}, allocating nothing for a
 * row of the common kind.
 */
final class TallyKeeper {

  private static final int NONE = -1;
  private static final long NO_CURRENCY = 0;

  private final int amountSlot;
  private final int scale;
  private final int currencySlot;
  private final Int2ObjectOpenHashMap<FileCount> files = new Int2ObjectOpenHashMap<>();

  TallyKeeper(Contract contract, FieldValues values) {
    amountSlot = contract.amount().map(values::slot).orElse(NONE);
    currencySlot = contract.currency().map(values::slot).orElse(NONE);
    scale =
        contract
            .amount()
            .map(name -> ((FieldType.Decimal) contract.field(name).type()).scale())
            .orElse(0);
  }

  /** Counts a row. */
  void count(ZoneRow row) {
    int file = row.record.file();
    FileCount count = files.get(file);
    if (count == null) {
      count = new FileCount();
      files.put(file, count);
    }
    count.rows++;
    if (row.verdict != Verdict.ACCEPTED) {
      count.codes(row);
    }
    FieldValues values = row.values;
    if (amountSlot == NONE || !values.has(amountSlot)) {
      count.withoutAmount++;
    } else {
      count.sum(currencyOf(values)).add(values, amountSlot, scale);
    }
  }

  /** Returns the currency's letters as a number: codes are short, and lookups by it are cheap. */
  private long currencyOf(FieldValues values) {
    if (currencySlot == NONE || !values.has(currencySlot)) {
      return NO_CURRENCY;
    }
    byte[] array = values.array(currencySlot);
    int start = values.start(currencySlot);
    int end = values.end(currencySlot);
    if (end - start > Long.BYTES || start == end) {
      throw new IllegalStateException(
          "currency "
              + new String(array, start, end - start, StandardCharsets.UTF_8)
              + " is no ISO 4217 code, though it passed validation");
    }
    long code = 0;
    for (int i = start; i < end; i++) {
      code = code << Byte.SIZE | array[i] & 0xFF;
    }
    return code;
  }

  private static String currencyText(long code) {
    if (code == NO_CURRENCY) {
      return FileTally.NO_CURRENCY;
    }
    byte[] bytes = BigInteger.valueOf(code).toByteArray();
    int zeros = bytes[0] == 0 ? 1 : 0;
    return new String(bytes, zeros, bytes.length - zeros, StandardCharsets.UTF_8);
  }

  /** Moves what was counted into {@code tally}, as rows of one zone and partition. */
  void drainTo(ShardTally tally, Zone zone, int partition) {
    files
        .int2ObjectEntrySet()
        .fastForEach(
            entry ->
                entry
                    .getValue()
                    .drainTo(tally.outcome(entry.getIntKey(), zone), zone, partition, scale));
    files.clear();
  }

  /** Rows of one input file in the current data file. */
  private static final class FileCount {
    long rows;
    long withoutAmount;
    final long[] codes = new long[ReasonCode.values().length];
    final long[] firstRows = new long[codes.length];
    final Long2ObjectOpenHashMap<Sum> sums = new Long2ObjectOpenHashMap<>(4);

    Sum sum(long currency) {
      Sum sum = sums.get(currency);
      if (sum == null) {
        sum = new Sum();
        sums.put(currency, sum);
      }
      return sum;
    }

    /** Counts a row once for each of its codes. */
    void codes(ZoneRow row) {
      Optional<ReasonCode> settled = RowReasons.settled(row.verdict);
      int seen = settled.isPresent() ? count(0, settled.get(), row) : 0;
      for (RowError fault : row.faults) {
        seen = count(seen, fault.code(), row);
      }
    }

    private int count(int seen, ReasonCode code, ZoneRow row) {
      int slot = code.ordinal();
      int bit = 1 << slot;
      if ((seen & bit) == 0) {
        long number = row.record.row();
        firstRows[slot] = codes[slot] == 0 ? number : Math.min(firstRows[slot], number);
        codes[slot]++;
      }
      return seen | bit;
    }

    void drainTo(ShardTally.Outcome outcome, Zone zone, int partition, int scale) {
      outcome.addRows(rows);
      outcome.addWithoutAmount(withoutAmount);
      for (ReasonCode code : ReasonCode.values()) {
        if (codes[code.ordinal()] > 0) {
          outcome.addCode(code, codes[code.ordinal()], firstRows[code.ordinal()]);
        }
      }
      sums.long2ObjectEntrySet()
          .fastForEach(
              entry -> {
                String currency = currencyText(entry.getLongKey());
                BigDecimal amount = entry.getValue().total(scale);
                outcome.addAmount(currency, amount);
                if (zone == Zone.PROCESSED) {
                  outcome.addMonthlyAmount(currency, partition, amount);
                }
              });
    }
  }

  /** An exact sum: in a {@code long}, carried into a big integer before that overflows. */
  private static final class Sum {
    long low;
    BigInteger high = BigInteger.ZERO;

    void add(FieldValues values, int slot, int scale) {
      byte[] array = values.array(slot);
      int start = values.start(slot);
      int end = values.end(slot);
      long amount;
      try {
        amount = CanonicalValues.readUnscaled(array, start, end, scale);
      } catch (ArithmeticException beyondLong) {
        high = high.add(CanonicalValues.readBigUnscaled(array, start, end, scale));
        return;
      }
      long sum = low + amount;
      if (((low ^ sum) & (amount ^ sum)) < 0) {
        high = high.add(BigInteger.valueOf(low));
        sum = amount;
      }
      low = sum;
    }

    BigDecimal total(int scale) {
      return new BigDecimal(high.add(BigInteger.valueOf(low)), scale);
    }
  }
}
