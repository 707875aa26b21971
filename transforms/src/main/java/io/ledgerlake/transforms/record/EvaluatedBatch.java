package io.ledgerlake.transforms.record;

import io.ledgerlake.transforms.csv.FileFault;
import java.io.Serializable;

/**
 * The evaluated records of one block, and what the reader counts of them. Immutable by convention.
 *
 * @param packed the records, see {@link PackedRecords}
 * @param tally rows, blank lines and money of the block
 * @param fault why the whole file must be refused, or null
 */
public record EvaluatedBatch(byte[] packed, FileTally tally, FileFault fault)
    implements Serializable {}
