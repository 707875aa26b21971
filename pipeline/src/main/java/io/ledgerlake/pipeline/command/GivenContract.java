package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contract that the options name. */
final class GivenContract {

  private static final String DEFAULT_DATASET = "transactions";

  private GivenContract() {}

  /**
   * Loads it.
   *
   * @throws UserError if the options name another dataset than the contract's
   */
  static Contract of(LakeOptions options, OpenLake lake) throws IOException {
    Contract contract = load(options, lake);
    boolean named = !options.getDataset().equals(DEFAULT_DATASET);
    if (named && !options.getDataset().equals(contract.dataset())) {
      throw new UserError(
          "--dataset="
              + options.getDataset()
              + " and the contract "
              + contract.source()
              + ", which describes "
              + contract.dataset()
              + ", do not fit.",
          "Leave --dataset out: the contract names its dataset.");
    }
    return contract;
  }

  private static Contract load(LakeOptions options, OpenLake lake) throws IOException {
    String given = options.getContract();
    if (given == null) {
      return Contracts.named(options.getDataset());
    }
    if (given.startsWith("s3://")) {
      return Contracts.parse(new String(lake.storage().read(given), StandardCharsets.UTF_8), given);
    }
    return Files.isDirectory(Path.of(given))
        ? Contracts.inFolder(Path.of(given), options.getDataset())
        : Contracts.read(Path.of(given));
  }
}
