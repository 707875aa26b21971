package io.ledgerlake.transforms.history;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Parquet asks for receivers of values even where columns are read without assembling rows. */
final class Unassembled extends GroupConverter {

  private static final Converter NOWHERE = new PrimitiveConverter() {};

  @Override
  public Converter getConverter(int index) {
    return NOWHERE;
  }

  @Override
  public void start() {}

  @Override
  public void end() {}
}
