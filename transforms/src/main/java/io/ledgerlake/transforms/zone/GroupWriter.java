package io.ledgerlake.transforms.zone;

import org.apache.parquet.io.api.RecordConsumer;

/** Writes one group of a row, the field's start and end included; writes nothing for a null. */
@FunctionalInterface
interface GroupWriter {
  void write(ZoneRow row, RecordConsumer out);
}
