/** Comparisons of LedgerLake with a job that a Spark user would write instead. */
package io.ledgerlake.benchmarks;
