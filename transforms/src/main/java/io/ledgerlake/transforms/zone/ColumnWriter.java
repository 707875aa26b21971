package io.ledgerlake.transforms.zone;

/** Gives the column that it is bound to a row's value, or a null. */
@FunctionalInterface
interface ColumnWriter {
  void write(ZoneRow row);
}
