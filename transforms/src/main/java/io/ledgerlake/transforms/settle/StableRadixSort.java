package io.ledgerlake.transforms.settle;

import java.util.Arrays;

/**
 * Sorts a column of signed {@code long}s and carries an {@code int} along with each: least
 * significant byte first, stable, and passing over the bytes in which all agree. Keys of one feed
 * agree in most, and partitions in all but one or two; a comparing sort cannot profit from that.
 */
final class StableRadixSort {

  private static final int RADIX = 1 << Byte.SIZE;

  private final int[][] counts = new int[Long.BYTES][RADIX];
  private long[] spareKeys = {};
  private int[] spareRiders = {};

  /** Sorts {@code keys[from, to)}; equal keys keep their order. */
  void sort(long[] keys, int[] riders, int from, int to) {
    if (!count(keys, from, to)) {
      return;
    }
    if (spareKeys.length < to - from) {
      spareKeys = new long[to - from];
      spareRiders = new int[to - from];
    }
    for (int digit = 0; digit < Long.BYTES; digit++) {
      if (counts[digit][digit(keys[from], digit)] < to - from) {
        pass(keys, riders, from, to, digit);
      }
    }
  }

  /** Counts every digit; returns false if the keys are in order already. */
  private boolean count(long[] keys, int from, int to) {
    for (int[] count : counts) {
      Arrays.fill(count, 0);
    }
    boolean ordered = true;
    long last = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      long key = keys[i];
      ordered &= key >= last;
      last = key;
      for (int digit = 0; digit < Long.BYTES; digit++) {
        counts[digit][digit(key, digit)]++;
      }
    }
    return !ordered;
  }

  private void pass(long[] keys, int[] riders, int from, int to, int digit) {
    int[] ends = counts[digit];
    int total = 0;
    for (int value = 0; value < RADIX; value++) {
      int count = ends[value];
      ends[value] = total;
      total += count;
    }
    for (int i = from; i < to; i++) {
      int at = ends[digit(keys[i], digit)]++;
      spareKeys[at] = keys[i];
      spareRiders[at] = riders[i];
    }
    System.arraycopy(spareKeys, 0, keys, from, total);
    System.arraycopy(spareRiders, 0, riders, from, total);
  }

  private static int digit(long key, int digit) {
    return (int) ((key ^ Long.MIN_VALUE) >>> Byte.SIZE * digit) & RADIX - 1;
  }
}
