package io.ledgerlake.transforms.parquet;

import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveComparator;
import org.apache.parquet.schema.PrimitiveType;

/** The least and the greatest of a page's values, in the order that Parquet gives their type. */
abstract class Extremes {

  /**
   * @throws IllegalArgumentException if values of the type have no exact order here
   */
  static Extremes of(PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> new Numbers(false);
      case INT64 -> new Numbers(true);
      case BOOLEAN -> new Flags();
      case BINARY -> new Bytes(PlainBuffer.PREFIX, comparator(type));
      case FIXED_LEN_BYTE_ARRAY -> new Bytes(0, comparator(type));
      default -> throw new IllegalArgumentException("a column " + type + " cannot be written");
    };
  }

  /** Returns null where bytes are compared as unsigned numbers from the left. */
  private static PrimitiveComparator<Binary> comparator(PrimitiveType type) {
    return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation
        ? type.comparator()
        : null;
  }

  /** Takes a value in the PLAIN encoding; a boolean as one byte. */
  abstract void add(byte[] plain, int start, int end);

  /** Adds the extremes to a page's statistics and starts anew. */
  abstract void drainTo(Statistics<?> statistics);

  private static final class Numbers extends Extremes {
    private final boolean wide;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    Numbers(boolean wide) {
      this.wide = wide;
    }

    @Override
    void add(byte[] plain, int start, int end) {
      long value = wide ? PlainBuffer.longAt(plain, start) : PlainBuffer.intAt(plain, start);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }

    @Override
    void drainTo(Statistics<?> statistics) {
      if (min <= max) {
        update(statistics, min);
        update(statistics, max);
      }
      min = Long.MAX_VALUE;
      max = Long.MIN_VALUE;
    }

    private void update(Statistics<?> statistics, long value) {
      if (wide) {
        statistics.updateStats(value);
      } else {
        statistics.updateStats(Math.toIntExact(value));
      }
    }
  }

  private static final class Flags extends Extremes {
    private final boolean[] seen = new boolean[2];

    @Override
    void add(byte[] plain, int start, int end) {
      seen[plain[start]] = true;
    }

    @Override
    void drainTo(Statistics<?> statistics) {
      for (int value = 0; value < seen.length; value++) {
        if (seen[value]) {
          statistics.updateStats(value == 1);
          seen[value] = false;
        }
      }
    }
  }

  private static final class Bytes extends Extremes {
    private final int prefix;
    private final PrimitiveComparator<Binary> comparator;
    private final Slice min = new Slice();
    private final Slice max = new Slice();
    private boolean empty = true;

    Bytes(int prefix, PrimitiveComparator<Binary> comparator) {
      this.prefix = prefix;
      this.comparator = comparator;
    }

    @Override
    void add(byte[] plain, int start, int end) {
      int from = start + prefix;
      if (empty) {
        min.set(plain, from, end);
        max.set(plain, from, end);
        empty = false;
      } else if (compare(plain, from, end, max) > 0) {
        max.set(plain, from, end);
      } else if (compare(plain, from, end, min) < 0) {
        min.set(plain, from, end);
      }
    }

    private int compare(byte[] plain, int start, int end, Slice other) {
      if (comparator == null) {
        return Arrays.compareUnsigned(plain, start, end, other.bytes, 0, other.length);
      }
      return comparator.compare(
          Binary.fromReusedByteArray(plain, start, end - start),
          Binary.fromReusedByteArray(other.bytes, 0, other.length));
    }

    @Override
    void drainTo(Statistics<?> statistics) {
      if (!empty) {
        statistics.updateStats(min.toBinary());
        statistics.updateStats(max.toBinary());
      }
      empty = true;
    }
  }

  private static final class Slice {
    private byte[] bytes = new byte[32];
    private int length;

    void set(byte[] from, int start, int end) {
      length = end - start;
      if (length > bytes.length) {
        bytes = new byte[2 * length];
      }
      System.arraycopy(from, start, bytes, 0, length);
    }

    Binary toBinary() {
      return Binary.fromConstantByteArray(Arrays.copyOf(bytes, length));
    }
  }
}
