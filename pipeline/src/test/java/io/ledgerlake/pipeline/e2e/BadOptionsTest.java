package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.report.RunSummary.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ingest} is told is wrong: exit code 2, two lines, and no trace in the lake. */
class BadOptionsTest {

  private static final String DATA_FILES =
      "Data files are named *.csv, *.csv.gz or *.csv.zst. Check the path, or add --allowEmpty if"
          + " there may be none.";

  @TempDir Path folder;
  private BadInputFixture lake;

  @BeforeEach
  void open() throws IOException {
    lake = new BadInputFixture(folder);
  }

  @AfterEach
  void nothingIsPublished() throws IOException {
    lake.publishedNothing();
  }

  @Test
  void anEmptyFolderIsNoInput() {
    lake.ingest().isFailure(2, "No input file in " + lake.input() + ".", DATA_FILES);
  }

  @Test
  void anInputThatDoesNotExistIsNamed() {
    lake.ingest("--input=/nowhere/feed.csv")
        .isFailure(2, "No input file in /nowhere/feed.csv.", DATA_FILES);
  }

  @Test
  void aPatternThatMatchesNothingIsNamed() throws IOException {
    lake.put("feed.csv", BadInputFixture.feed("T", 1));
    String pattern = lake.input() + "/march-*.csv";

    lake.ingest("--input=" + pattern).isFailure(2, "No input file in " + pattern + ".", DATA_FILES);
  }

  @Test
  void aPatternThatCannotBeReadIsNamed() {
    String pattern = lake.input() + "/[.csv";

    lake.ingest("--input=" + pattern)
        .isFailure(
            2,
            "The pattern " + pattern + " cannot be read: Missing '].",
            "Write for example 'feed/*.csv' or 'feed/2024-0[1-3]-*.csv.gz'.");
  }

  @Test
  void aFileThatIsNoDataFileByItsNameIsNotTakenForOne() throws IOException {
    Path file = lake.put("feed.txt", BadInputFixture.feed("T", 1));

    lake.ingest("--input=" + file).isFailure(2, "No input file in " + file + ".", DATA_FILES);
  }

  @Test
  void oneInputThatMatchesNothingIsNotHiddenByAnother() throws IOException {
    lake.put("march/feed.csv", BadInputFixture.feed("T", 1));
    Path typo = lake.input().resolve("apirl");

    lake.ingest("--input=" + lake.input().resolve("march"), "--input=" + typo)
        .isFailure(2, "No input file in " + typo + ".", DATA_FILES);
  }

  @Test
  void aDateWithoutFilesIsNamed() throws IOException {
    lake.put("ingest_date=2024-03-30/feed.csv", BadInputFixture.feed("T", 1));

    lake.ingest("--date=2024-03-31")
        .isFailure(
            2, "No input file of ingest date 2024-03-31 in " + lake.input() + ".", DATA_FILES);
  }

  @Test
  void withAllowEmptyNoInputIsNothingNew() throws IOException {
    IngestFixture.Answer answer = lake.ingest("--allowEmpty");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.words())
        .contains("Run r-1 of transactions: nothing new")
        .contains("Exit code 0");
    assertThat(lake.metrics("r-1").files()).isEmpty();
  }

  @Test
  void twoInputsWithTheSamePathAreNamed() throws IOException {
    Path one = lake.put("one/feed.csv", BadInputFixture.feed("A", 1));
    Path two = lake.put("two/feed.csv", BadInputFixture.feed("B", 1));

    lake.ingest("--input=" + one, "--input=" + two)
        .isFailure(
            2,
            "Two inputs have the same path feed.csv: " + one + " and " + two + ".",
            "Name a folder above both with --input, so that their paths differ.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lkae=x | ingest has no option --lkae. | Did you mean --lake? See ./ledgerlake ingest"
            + " --help.",
        "--allow-empty | ingest has no option --allow-empty. | Did you mean --allowEmpty? See"
            + " ./ledgerlake ingest --help.",
        "--zzzzzzzz=1 | ingest has no option --zzzzzzzz. | See ./ledgerlake ingest --help.",
        "feed.csv | \"feed.csv\" is no option of ingest: options are written --name=value. | See"
            + " ./ledgerlake ingest --help.",
        "--date=2024-02-30 | --date=2024-02-30 is not a date of the form YYYY-MM-DD. | Write for"
            + " example --date=2024-03-31.",
        "--date=31.03.2024 | --date=31.03.2024 is not a date of the form YYYY-MM-DD. | Write for"
            + " example --date=2024-03-31.",
        "--runId=a/b | --runId=a/b cannot be a folder name everywhere. | Use up to 120 letters,"
            + " digits, dots, dashes and underscores.",
        "--runId=.. | --runId=.. cannot be a folder name everywhere. | Use up to 120 letters,"
            + " digits, dots, dashes and underscores.",
        "--ingestedAt=yesterday | --ingestedAt=yesterday is not an instant in UTC. | Write for"
            + " example --ingestedAt=2024-03-31T02:00:00Z.",
        "--dataset=transaction | There is no contract \"transaction\" on the class path. | Did you"
            + " mean \"transactions\"? Choose one of openings, postings, transactions, or the path of an .avsc"
            + " file.",
        "--dataset=ledger | There is no contract \"ledger\" on the class path. | Choose one of"
            + " openings, postings, transactions, or the path of an .avsc file.",
        "--contract=/nowhere/feed.avsc | There is no contract file /nowhere/feed.avsc. | Check the"
            + " path.",
      })
  void aWrongOptionIsSaidInTwoLines(String option, String happened, String nextStep)
      throws IOException {
    lake.put("feed.csv", BadInputFixture.feed("T", 1));

    lake.ingest(option).isFailure(2, happened, nextStep);
    assertThat(lake.files("")).isEmpty();
  }

  @Test
  void anOptionThatIsGivenTwiceIsAmbiguous() {
    lake.ingest("--runId=a", "--runId=b")
        .isFailure(2, "ingest was given --runId twice: a and b.", "Give --runId once.");
  }

  @Test
  void allProblemsOfAContractAreListed() throws IOException {
    lake.put("feed.csv", BadInputFixture.feed("T", 1));
    String json =
        ContractFile.shipped()
            .replace("\"key\": [\"transaction_id\"]", "\"key\": [\"transaction\"]")
            .replace("\"source\": \"CustomerID\"", "\"sorce\": \"CustomerID\"");
    Path contract = Files.writeString(folder.resolve("broken.avsc"), json);

    IngestFixture.Answer answer = lake.ingest("--contract=" + contract);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines())
        .containsExactly(
            "ledgerlake ingest: contract " + contract + " is refused, 2 problems:",
            contract + ": field customer_id: unknown property \"sorce\"; did you mean \"source\"?",
            contract
                + ": ledgerlake: \"key\" names \"transaction\", which is no field; did you mean"
                + " \"transaction_id\"?",
            "  Correct the contract and run again.");
    assertThat(lake.files("")).isEmpty();
  }

  @Test
  void aContractThatIsNoJsonIsRefused() throws IOException {
    Path contract = Files.writeString(folder.resolve("broken.avsc"), "{\"type\": ");

    IngestFixture.Answer answer = lake.ingest("--contract=" + contract);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err())
        .startsWith("ledgerlake ingest: contract " + contract + " is refused, 1 problem:\n")
        .contains("is no JSON at line 1")
        .endsWith("\n  Correct the contract and run again.\n");
  }

  @Test
  void aContractOfAnotherDatasetIsRefused() throws IOException {
    Path contract = Files.writeString(folder.resolve("tx.avsc"), ContractFile.shipped());

    lake.ingest("--contract=" + contract, "--dataset=postings")
        .isFailure(
            2,
            "--dataset=postings and the contract "
                + contract
                + ", which describes transactions, do not fit.",
            "Leave --dataset out: the contract names its dataset.");
  }

  @Test
  void anExpectedFileThatIsMissingStopsTheRun() throws IOException {
    lake.put("branch-1.csv", BadInputFixture.feed("T", 1));
    Path contract = expecting("branch-1*.csv", "head-office-*.csv");

    lake.ingest("--contract=" + contract)
        .isFailure(
            2,
            "The contract expects files named head-office-*.csv, and in "
                + lake.input()
                + " there are none.",
            "Wait for the sender, or add --allowEmpty to go on without.");
  }

  @Test
  void aRefusedFileAloneIsNamedAndPublishesNothing() throws IOException {
    lake.put("feed.csv", "");
    Path contract = expecting("feed.csv");

    IngestFixture.Answer answer = lake.ingest("--contract=" + contract);

    assertThat(answer.exitCode()).isEqualTo(6);
    assertThat(answer.words())
        .contains("Run r-1 of transactions: every file was refused; nothing was published.")
        .contains(
            "feed.csv: EMPTY_FILE at byte 0 the file is empty: it has no header and no record")
        .contains("Next: send the file again; a feed without rows is a file with its header only");
    assertThat(lake.file("feed.csv").status()).isEqualTo(FileStatus.REFUSED);
  }

  private Path expecting(String... names) throws IOException {
    return ContractFile.write(
        folder, "\"files\": {\"expected\": [\"" + String.join("\", \"", names) + "\"]}");
  }
}
