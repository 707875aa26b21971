package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;

/**
 * A change that is ready to be decided.
 *
 * @param kind what it does to the lake
 * @param added the data files that the tables get
 * @param removed those that they lose
 * @param moves what changes for each file
 * @param processedSums what changes for the processed amounts, by currency and event month
 * @param filesCompared input files whose books were compared
 */
record Change(
    Manifest.Kind kind,
    List<WrittenFile> added,
    List<Manifest.DataFile> removed,
    List<Manifest.Move> moves,
    SortedMap<String, SortedMap<String, BigDecimal>> processedSums,
    long filesCompared) {}
