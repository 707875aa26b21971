package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;

/**
 * What is to be verified.
 *
 * @param layout where everything of the lake lies
 * @param storage the storage it is on
 * @param tables the dataset's tables
 * @param depth how far down to look
 * @param inputs whether to hash the input files as well
 * @param threads how many files are read at a time
 */
public record VerifyRequest(
    LakeLayout layout,
    LakeStorage storage,
    LakeTables tables,
    Depth depth,
    boolean inputs,
    int threads) {

  String dataset() {
    return tables.dataset();
  }
}
