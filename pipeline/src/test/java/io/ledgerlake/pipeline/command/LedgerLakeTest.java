package io.ledgerlake.pipeline.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.report.Golden;
import io.ledgerlake.pipeline.report.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerLakeTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aloneItListsTheCommands() {
    assertThat(run()).isZero();
    assertThat(out.toString(UTF_8))
        .contains("Usage: ./ledgerlake COMMAND")
        .contains("\n  ingest ", "\n  validate ", "\n  runs ", "\n  show ", "\n  rejects ")
        .contains("\n  trace ", "\n  generate ", "\n  approve ", "\n  reject ");
  }

  @Test
  void aMistypedCommandIsSuggested() {
    assertThat(run("ingset", "--lake=x")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            """
            ledgerlake: there is no command "ingset".
              Did you mean ./ledgerlake ingest? ./ledgerlake --help lists the commands.
            """);
  }

  @Test
  void helpIsMadeFromTheOptions() throws Exception {
    assertThat(run("ingest", "--help")).isZero();
    Golden.assertMatches("ingest-help.txt", out.toString(UTF_8));
  }

  @Test
  void helpCanComeFirst() {
    run("help", "trace");

    assertThat(out.toString(UTF_8)).startsWith("Usage: ./ledgerlake trace ROW [--option=value");
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (Command<?> command : LedgerLake.commands()) {
      out.reset();
      assertThat(command.run(new String[] {"--help"}, terminal())).isZero();
      assertThat(out.toString(UTF_8))
          .contains("Usage: ./ledgerlake " + command.name())
          .contains("--verbose=true|false")
          .contains("Examples:\n  ./ledgerlake " + command.name());
    }
  }

  @Test
  void aWrongOptionTakesTwoLines() {
    assertThat(run("generate", "--row=3")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            """
            ledgerlake generate: generate has no option --row.
              Did you mean --rows? See ./ledgerlake generate --help.
            """);
  }

  @Test
  void generateWritesFilesAndTheirControlFiles(@TempDir Path folder) throws Exception {
    assertThat(
            run(
                "generate",
                "--rows=1001",
                "--files=2",
                "--faults=0",
                "--control",
                "--compression=gzip",
                "--output=" + folder))
        .isZero();

    assertThat(folder)
        .isDirectoryContaining("glob:**/transactions-00001.csv.gz")
        .isDirectoryContaining("glob:**/transactions-00002.csv.gz");
    assertThat(Files.readString(folder.resolve("transactions-00001.csv.gz.ctl.json"), UTF_8))
        .startsWith("{\"rows\":501,\"sums\":{\"CHF\":\"");
    assertThat(out.toString(UTF_8)).startsWith("1,001 rows: ");
  }

  private int run(String... args) {
    return new LedgerLake(LedgerLake.commands()).run(args, terminal());
  }

  private Terminal terminal() {
    return Terminal.of(out, err);
  }
}
