package io.ledgerlake.pipeline.command;

/** The version of LedgerLake, as the jar's manifest has it. */
final class Version {
  private Version() {}

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
