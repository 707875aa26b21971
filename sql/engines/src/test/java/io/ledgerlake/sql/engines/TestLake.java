package io.ledgerlake.sql.engines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.lake.Catalogs;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A lake in a temporary folder, into which the ingest command writes. */
final class TestLake {

  static final String TRANSACTIONS =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";
  static final String POSTINGS = "id,account_id,amount,new_balance,tx_date\n";
  static final String OPENINGS = "account,currency,as_of,balance\n";

  private final Path folder;
  private final Map<String, Contract> contracts = new LinkedHashMap<>();
  private int files;

  TestLake(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  Path folder() {
    return folder;
  }

  Collection<Contract> contracts() {
    return contracts.values();
  }

  Contract contract(String dataset) {
    return contracts.get(dataset);
  }

  LakeTables tables(Contract contract) {
    LakeLayout layout = LakeLayout.of(lake());
    return LakeTables.of(Catalogs.open(layout, "", Map.of()), layout, contract.dataset());
  }

  String lake() {
    return folder.resolve("lake").toString();
  }

  /** Ingests a file of a dataset whose contract ships. */
  TestLake ingest(String dataset, String csv) throws IOException {
    return ingest(Contracts.named(dataset), csv);
  }

  /** Ingests a file under another dataset's contract, changed and renamed. */
  TestLake ingest(Contract contract, String csv, String... options) throws IOException {
    files++;
    Path input = folder.resolve("in").resolve(contract.dataset()).resolve("file-" + files + ".csv");
    Files.createDirectories(input.getParent());
    Files.writeString(input, csv, UTF_8);
    Path avsc = folder.resolve(contract.dataset() + ".avsc");
    Files.writeString(avsc, contract.json(), UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> args =
        new ArrayList<>(
            List.of(
                "--lake=" + lake(),
                "--dataset=" + contract.dataset(),
                "--contract=" + avsc,
                "--input=" + input,
                "--runner=DirectRunner",
                "--parallelism=2",
                "--runId=run-" + files,
                "--ingestedAt=2024-07-01T02:00:00Z"));
    args.addAll(List.of(options));
    int exit = new Ingest().run(args.toArray(String[]::new), Terminal.of(out, out));
    assertThat(exit).as(out.toString(UTF_8)).isZero();
    contracts.put(contract.dataset(), contract);
    return this;
  }

  /**
   * What a command answered.
   *
   * @param exitCode its exit code
   * @param text what it wrote, errors too
   */
  record Answer(int exitCode, String text) {}

  /** Runs a command on a dataset of this lake. */
  Answer run(Command<?> command, String dataset, String... options) {
    List<String> args = new ArrayList<>(List.of("--lake=" + lake(), "--dataset=" + dataset));
    args.addAll(List.of(options));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode = command.run(args.toArray(String[]::new), Terminal.of(out, out));
    return new Answer(exitCode, out.toString(UTF_8));
  }

  /** Returns a shipped contract under another name, with texts in it replaced. */
  static Contract variant(String shipped, String dataset, String... replacements) {
    String json =
        Contracts.named(shipped)
            .json()
            .replace("\"name\": \"" + shipped + "\"", "\"name\": \"" + dataset + "\"");
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(json).contains(replacements[i]);
      json = json.replace(replacements[i], replacements[i + 1]);
    }
    return Contracts.parse(json, dataset + ".avsc");
  }
}
