package io.ledgerlake.pipeline.e2e;

import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Contracts like the one that ships for transactions, with another way of writing files. */
final class ContractFile {

  private ContractFile() {}

  /** Returns the text of the contract that ships. */
  static String shipped() {
    return Contracts.named("transactions").json();
  }

  /**
   * Writes a contract file that has one more property.
   *
   * @param property a property of "ledgerlake", as JSON
   */
  static Path write(Path folder, String property) throws IOException {
    String json = shipped().replace("\"version\": 1,", "\"version\": 1,\n    " + property + ",");
    return Files.writeString(folder.resolve("contract.avsc"), json);
  }
}
