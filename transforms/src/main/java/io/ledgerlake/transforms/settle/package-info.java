/**
 * What becomes of the records of one shard: they are sorted, on disk when they must, and compared
 * with their repeats. Takes neither Beam nor Hadoop.
 */
package io.ledgerlake.transforms.settle;
