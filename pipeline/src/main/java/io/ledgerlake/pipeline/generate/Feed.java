package io.ledgerlake.pipeline.generate;

import io.ledgerlake.pipeline.options.GenerateOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A stream of rows that is written part by part, each part a file with its header. One random
 * stream decides everything, so a part is the same whatever it is written to.
 *
 * <p>Rows that later ones repeat or contradict are drawn from a sample of all earlier rows, kept by
 * reservoir sampling (Vitter's algorithm R): a repeat may follow its twin at once or millions of
 * rows later, and memory stays the same.
 */
final class Feed {

  private static final int MILLION = 1_000_000;
  private static final int REMEMBERED = 1 << 16;

  /** Keys are drawn from below this power of two, so that all have 14 digits or fewer. */
  private static final int KEY_BITS = 46;

  private static final long KEY_MASK = (1L << KEY_BITS) - 1;

  /** Odd, so that multiplying by it modulo a power of two keeps numbers apart. */
  private static final long KEY_FACTOR = 0x1E35A7BD1E35L;

  private final FeedSpec spec;
  private final SplittableRandom random;
  private final RowWriter writer;
  private final List<Fault> faults;
  private final RowBuffer buffer = new RowBuffer();
  private final FeedRow row = new FeedRow();
  private final FeedRow[] remembered = new FeedRow[REMEMBERED];
  private final long[] balances;
  private final long firstSecond;
  private final long seconds;

  private int rememberedCount;
  private long cleanRows;
  private long position;
  private int nextFault;
  private long keyNumber;
  private long[] sums;

  Feed(FeedSpec spec) {
    this.spec = spec;
    this.random = new SplittableRandom(spec.seed());
    this.writer = RowWriter.of(spec);
    boolean postings = spec.dataset() == FeedSpec.Dataset.POSTINGS;
    this.faults = postings ? Fault.POSTINGS : Fault.TRANSACTIONS;
    this.balances = new long[postings ? spec.customers() : 0];
    this.firstSecond = spec.firstSecond();
    this.seconds = spec.seconds();
    this.keyNumber = spec.firstKey();
  }

  /**
   * Writes the next rows as a file with a header.
   *
   * @return what the rows are
   */
  FeedCounts write(OutputStream out, long rows) throws IOException {
    FeedCounts counts = new FeedCounts();
    sums = new long[spec.currencies().size()];
    writer.header(buffer);
    for (long i = 0; i < rows; i++) {
      next(counts);
      buffer.flushIfFull(out);
    }
    buffer.flush(out);
    addSums(counts);
    return counts;
  }

  private void next(FeedCounts counts) {
    int draw = random.nextInt(MILLION);
    if (draw < spec.faults()) {
      fault(counts);
    } else if (draw < spec.faults() + spec.duplicates() && rememberedCount > 0) {
      row.set(remembered[random.nextInt(rememberedCount)]);
      counts.addRepeat();
      write();
    } else if (draw < spec.faults() + spec.duplicates() + spec.conflicts() && rememberedCount > 0) {
      contradict();
      counts.addConflict();
      write();
    } else if (isHot(draw)) {
      fresh(false);
      row.key = spec.firstKey() - 1;
      counts.addHot();
      write();
    } else {
      fresh(true);
      counts.addClean(1);
      write();
      remember();
    }
    position++;
  }

  private boolean isHot(int draw) {
    int before = spec.faults() + spec.duplicates() + spec.conflicts();
    return draw >= before && draw < before + spec.hotKey();
  }

  private void write() {
    sums[row.currency] = Math.addExact(sums[row.currency], row.amount);
    writer.row(buffer, row);
  }

  private void fault(FeedCounts counts) {
    Fault fault = faults.get(nextFault);
    nextFault = (nextFault + 1) % faults.size();
    fresh(false);
    counts.addFaulty(fault);
    writer.faulty(buffer, row, fault);
  }

  /** A row that is contradicted is forgotten: every contradiction has a victim of its own. */
  private void contradict() {
    int victim = random.nextInt(rememberedCount);
    row.set(remembered[victim]);
    row.amount += 1 + random.nextInt(100_000);
    rememberedCount--;
    FeedRow last = remembered[rememberedCount];
    remembered[rememberedCount] = remembered[victim];
    remembered[victim] = last;
  }

  private void fresh(boolean posted) {
    row.key = nextKey();
    row.customer = 1 + random.nextInt(spec.customers());
    row.currency = currency();
    row.amount = amount();
    row.style = style();
    if (spec.dataset() == FeedSpec.Dataset.POSTINGS) {
      row.second = firstSecond + position * seconds / spec.rows();
      row.balance = balances[row.customer - 1] + row.amount;
      if (posted) {
        balances[row.customer - 1] = row.balance;
      }
    } else {
      row.second = firstSecond + random.nextLong(seconds);
    }
  }

  private long nextKey() {
    long number = keyNumber++;
    if (spec.keys() == GenerateOptions.Keys.RISING) {
      return number;
    }
    long mixed = number * KEY_FACTOR & KEY_MASK;
    mixed ^= mixed >>> 23;
    return mixed * KEY_FACTOR & KEY_MASK;
  }

  /** Half of the rows are in the first currency, half of the others in the second, and so on. */
  private int currency() {
    return Math.min(Long.numberOfTrailingZeros(random.nextLong()), spec.currencies().size() - 1);
  }

  /** Mostly small amounts, a few large ones; every third leaves the account. */
  private long amount() {
    int size = random.nextInt(100);
    long amount = 1L + random.nextInt(size < 70 ? 50_000 : size < 95 ? 2_000_000 : 500_000_000);
    return random.nextInt(3) == 0 ? -amount : amount;
  }

  private int style() {
    if (random.nextInt(MILLION) >= spec.quoted()) {
      return FeedRow.PLAIN;
    }
    int style = random.nextInt(16);
    return style < FeedRow.STYLES ? Math.max(style, FeedRow.QUOTED) : FeedRow.QUOTED;
  }

  private void remember() {
    cleanRows++;
    if (rememberedCount < REMEMBERED) {
      if (remembered[rememberedCount] == null) {
        remembered[rememberedCount] = new FeedRow();
      }
      remembered[rememberedCount++].set(row);
      return;
    }
    long slot = random.nextLong(cleanRows);
    if (slot < REMEMBERED) {
      remembered[(int) slot].set(row);
    }
  }

  private void addSums(FeedCounts counts) {
    for (int i = 0; i < sums.length; i++) {
      FeedSpec.Money money = spec.currencies().get(i);
      if (sums[i] != 0) {
        counts.addAmount(money.code(), BigDecimal.valueOf(sums[i], money.scale()));
      }
    }
  }
}
