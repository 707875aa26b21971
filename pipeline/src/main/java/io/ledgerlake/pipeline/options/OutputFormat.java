package io.ledgerlake.pipeline.options;

/** How rows are written. One type for all commands: Beam knows each option by one type only. */
public enum OutputFormat {
  TABLE,
  CSV,
  JSON
}
