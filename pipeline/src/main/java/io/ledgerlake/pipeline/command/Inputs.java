package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.IngestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run's input files are.
 *
 * @param rawRoot the folder that paths of input files are below
 * @param locations files, folders and patterns to read, absolute; empty: the raw root
 * @param sample whether the sample feed is read because nothing else was named
 */
record Inputs(String rawRoot, List<String> locations, boolean sample) {

  private static final String SAMPLE = "sample";

  static Inputs of(IngestOptions options, OpenLake lake, String dataset) throws IOException {
    String rawRoot = lake.layout().rawRoot(dataset);
    List<String> given = options.getInput();
    if (given != null && !given.isEmpty()) {
      return given.equals(List.of(SAMPLE)) && !Files.exists(Path.of(SAMPLE))
          ? new Inputs(sampleRoot(), List.of(), false)
          : new Inputs(rawRoot, absolute(given), false);
    }
    if (nothingNamed(options) && lake.storage().list(rawRoot).isEmpty()) {
      return new Inputs(sampleRoot(), List.of(), true);
    }
    return new Inputs(rawRoot, List.of(), false);
  }

  private static boolean nothingNamed(IngestOptions options) {
    return options.getLake().equals("./lake")
        && options.getDataset().equals("transactions")
        && options.getContract() == null
        && options.getDate() == null;
  }

  private static String sampleRoot() {
    String home = System.getProperty("ledgerlake.home");
    if (home == null) {
      throw new UserError(
          "The sample feed was not found: this process was not started by ./ledgerlake.",
          "Name files with --input, or start LedgerLake by its launcher.");
    }
    return home + "/sample/raw/transactions";
  }

  private static List<String> absolute(List<String> inputs) {
    List<String> absolute = new ArrayList<>();
    for (String input : inputs) {
      absolute.add(
          input.startsWith("s3://")
              ? input
              : Path.of(input).toAbsolutePath().normalize().toString());
    }
    return absolute;
  }
}
