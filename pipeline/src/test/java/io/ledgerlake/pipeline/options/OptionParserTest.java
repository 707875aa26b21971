package io.ledgerlake.pipeline.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ledgerlake.pipeline.UserError;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --lakee=x           | ingest has no option --lakee.           | Did you mean --lake? See ./ledgerlake ingest --help.
          --allow-empty       | ingest has no option --allow-empty.     | Did you mean --allowEmpty? See ./ledgerlake ingest --help.
          --INPUT=x           | ingest has no option --INPUT.           | Did you mean --input? See ./ledgerlake ingest --help.
          --storagelevel=x    | ingest has no option --storagelevel.    | Did you mean --storageLevel? See ./ledgerlake ingest --help.
          --zzzzzzzzz=1       | ingest has no option --zzzzzzzzz.       | See ./ledgerlake ingest --help.
          lake=x              | "lake=x" is no option of ingest: options are written --name=value. | Did you mean --lake=...?
          --lake              | --lake has no value.                    | Write --lake=./lake. See ./ledgerlake ingest --help.
          --lake=             | --lake=: a value was expected.          | Write for example --lake=./lake.
          --parallelism=two   | --parallelism=two: a whole number was expected. | Write for example --parallelism=0.
          --parallelism=-1    | --parallelism=-1 is out of range.       | Write a number from 0 to 4096.
          --allowEmpty=yes    | --allowEmpty=yes: true or false was expected. | Write for example --allowEmpty=false.
          --date=2024-02-30   | --date=2024-02-30 is not a date of the form YYYY-MM-DD. | Write for example --date=2024-03-31.
          --ingestedAt=now    | --ingestedAt=now is not an instant in UTC. | Write for example --ingestedAt=2024-03-31T02:00:00Z.
          --runId=a/b         | --runId=a/b cannot be a folder name everywhere. | Use up to 120 letters, digits, dots, dashes and underscores.
          --dataset=A         | --dataset=A is no dataset name: lower-case letters, digits and _ were expected. | Write for example --dataset=transactions.
          --catalog=hive      | --catalog=hive is no catalog that LedgerLake knows. | Write one of hadoop, glue, rest, jdbc.
          --catalogProperty=a | --catalogProperty=a is not of the form key=value. | Write for example --catalogProperty=uri=https://catalog.example/.
          """)
  void aWrongOptionIsNamedWithItsRemedy(String arg, String message, String nextStep) {
    UserError error = refused(IngestOptions.class, "ingest", arg);

    assertThat(error).hasMessage(message);
    assertThat(error.nextStep()).isEqualTo(nextStep);
    assertThat(error.exitCode()).isEqualTo(2);
  }

  @Test
  void aHadoopCatalogIsRefusedOnS3() {
    UserError error =
        refused(IngestOptions.class, "ingest", "--lake=s3://acme-lake", "--catalog=hadoop");

    assertThat(error)
        .hasMessage(
            "--catalog=hadoop is not safe on s3://, where two commits can overwrite each other.");
  }

  @Test
  void anUnknownRunnerIsNamed() {
    assertThat(refused(IngestOptions.class, "ingest", "--runner=Flnk"))
        .hasMessageContaining("Unknown 'runner' specified 'Flnk'");
  }

  @Test
  void defaultsHoldUntilSomethingIsSaid() {
    IngestOptions options = parse("--input=a.csv", "--input=b.csv", "--allowEmpty");

    assertThat(options.getLake()).isEqualTo("./lake");
    assertThat(options.getDataset()).isEqualTo("transactions");
    assertThat(options.getInput()).containsExactly("a.csv", "b.csv");
    assertThat(options.getAllowEmpty()).isTrue();
    assertThat(options.getVerdictExit()).isTrue();
    assertThat(options.getRunner().getSimpleName()).isEqualTo("SparkRunner");
  }

  @Test
  void theRunnerCanBeChosen() {
    assertThat(parse("--runner=DirectRunner").getRunner().getSimpleName())
        .isEqualTo("DirectRunner");
  }

  @Test
  void anArgumentWithoutDashesIsTheCommandsObject() {
    TraceOptions options =
        OptionParser.parse(TraceOptions.class, "trace", Optional.of("row"), "a:b.csv:17");

    assertThat(options.getRow()).isEqualTo("a:b.csv:17");
  }

  @Test
  void traceNeedsARowOfAFile() {
    assertThat(
            catchThrowableOfType(
                UserError.class,
                () -> OptionParser.parse(TraceOptions.class, "trace", Optional.of("row"), "a.csv")))
        .hasMessage("--row=a.csv is not of the form FILE:ROW.");
  }

  @ParameterizedTest
  @CsvSource({
    "--duplicates=2, --duplicates=2 is not a share from 0 to 1 with at most 6 decimals.",
    "--faults=1e-2, --faults=1e-2 is not a share from 0 to 1 with at most 6 decimals.",
    "--duplicates=0.99, '--duplicates, --conflicts, --hotKey and --faults make more than all rows: 1.01.'",
    "--rows=-1, --rows=-1 is too small.",
    "--compression=zip, --compression=zip is no compression that LedgerLake reads.",
    "--keys=sorted, '--keys=sorted: one of RISING, RANDOM was expected.'"
  })
  void generateRefusesWhatItCannotWrite(String arg, String message) {
    assertThat(refused(GenerateOptions.class, "generate", arg)).hasMessage(message);
  }

  private static IngestOptions parse(String... args) {
    return OptionParser.parse(IngestOptions.class, "ingest", Optional.empty(), args);
  }

  private static <T extends PipelineOptions> UserError refused(
      Class<T> type, String command, String... args) {
    return catchThrowableOfType(
        UserError.class, () -> OptionParser.parse(type, command, Optional.empty(), args));
  }
}
