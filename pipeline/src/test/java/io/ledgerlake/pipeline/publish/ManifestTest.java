package io.ledgerlake.pipeline.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManifestTest {

  private static final String GOLDEN =
      """
      {
        "codeVersion" : "0.1.0",
        "contract" : {
          "name" : "transactions",
          "sha256" : "c0",
          "version" : 1
        },
        "currencyTable" : "2026-01-01",
        "dataFiles" : [
          {
            "bytes" : 4096,
            "partition" : 648,
            "path" : "transactions/data/year=2024/month=01/r-1-1-0.parquet",
            "rows" : 2,
            "sha256" : "d0",
            "zone" : "processed"
          }
        ],
        "dataset" : "transactions",
        "format" : 2,
        "ingestedAt" : "2024-03-01T02:00:00Z",
        "inputs" : [
          {
            "bytes" : 120,
            "fileId" : "f0",
            "outcomes" : {
              "blankLines" : 1,
              "condemned" : 0,
              "processed" : 2,
              "quarantined" : 1,
              "rowsRead" : 3,
              "rowsWithoutAmount" : 1
            },
            "path" : "ingest_date=2024-03-01/\u00fc.csv",
            "processedSums" : {
              "EUR" : "10.5",
              "JPY" : "-300"
            },
            "readSums" : {
              "?" : "0",
              "EUR" : "10.5",
              "JPY" : "-300"
            },
            "sha256" : "a0"
          }
        ],
        "kind" : "INGEST",
        "moves" : [ ],
        "planSha256" : "b0",
        "processedSums" : {
          "EUR" : {
            "2024-01" : "10.5"
          },
          "JPY" : {
            "2024-01" : "-300"
          }
        },
        "reconciliation" : {
          "balanced" : true,
          "controlFilesCompared" : 0,
          "filesCompared" : 1
        },
        "refused" : [
          {
            "bytes" : 7,
            "fileId" : "f1",
            "kind" : "NOT_TEXT",
            "message" : "the file is not text",
            "nextStep" : "Ask for a CSV file.",
            "path" : "x.csv",
            "sha256" : "a1"
          }
        ],
        "removedFiles" : [ ],
        "runId" : "r-1",
        "skipped" : [
          {
            "path" : "y.csv",
            "publishedPath" : "z.csv",
            "publishedRun" : "r-0",
            "reason" : "SAME_CONTENT",
            "sha256" : "a2"
          }
        ],
        "totals" : {
          "blankLines" : 1,
          "condemned" : 0,
          "processed" : 2,
          "quarantined" : 1,
          "rowsRead" : 3,
          "rowsWithoutAmount" : 1
        }
      }
      """;

  @Test
  void hasTheseBytes() {
    assertThat(CanonicalJson.write(manifest("10.50", "-3E+2"))).asString(UTF_8).isEqualTo(GOLDEN);
  }

  @Test
  void bytesDoNotDependOnHowADecimalIsHeld() {
    assertThat(CanonicalJson.write(manifest("10.5", "-300.0000")))
        .isEqualTo(CanonicalJson.write(manifest("10.50000", "-300")));
  }

  @Test
  void isReadBackAsItWas() throws IOException {
    Manifest read = CanonicalJson.read(GOLDEN.getBytes(UTF_8), Manifest.class, "manifest.json");

    assertThat(read)
        .usingRecursiveComparison()
        .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .isEqualTo(manifest("10.50", "-300"));
    assertThat(CanonicalJson.write(read)).asString(UTF_8).isEqualTo(GOLDEN);
  }

  @Test
  void rowsMustAddUp() {
    assertThatThrownBy(() -> new Manifest.Outcomes(4, 2, 1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows read 4 are not processed 2 + quarantined 1 + condemned 0");
  }

  @Test
  void whatIsNotInTheLayoutIsRefusedNamingTheFile() {
    assertThatThrownBy(() -> read(GOLDEN.replaceFirst("\"format\"", "\"formed\"")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("runs/tx/r-1/manifest.json is not a readable Manifest")
        .hasMessageContaining("formed");
    assertThatThrownBy(() -> read(GOLDEN.replaceFirst("\"format\" : 2,", "")))
        .hasMessageContaining("format");
    assertThatThrownBy(() -> read(GOLDEN.replaceFirst("\"format\" : 2,", "\"runId\" : \"x\",")))
        .hasMessageContaining("Duplicate field 'runId'");
    assertThatThrownBy(() -> read(GOLDEN + "{}")).hasMessageContaining("Trailing token");
    assertThatThrownBy(() -> read(GOLDEN.replace("2024-03-01T02:00:00Z", "1 March 2024")))
        .hasMessageContaining("not an ISO 8601 instant in UTC");
    assertThatThrownBy(() -> read("null")).hasMessageContaining("it is null");
  }

  private static Manifest read(String json) throws IOException {
    return CanonicalJson.read(json.getBytes(UTF_8), Manifest.class, "runs/tx/r-1/manifest.json");
  }

  private static Manifest manifest(String eur, String jpy) {
    TreeMap<String, BigDecimal> processed =
        new TreeMap<>(Map.of("EUR", new BigDecimal(eur), "JPY", new BigDecimal(jpy)));
    TreeMap<String, BigDecimal> read = new TreeMap<>(processed);
    read.put("?", new BigDecimal("0.0000"));
    Manifest.Outcomes rows = new Manifest.Outcomes(3, 2, 1, 0, 1, 1);
    return new Manifest(
        Manifest.FORMAT,
        Manifest.Kind.INGEST,
        "r-1",
        "transactions",
        Instant.parse("2024-03-01T02:00:00Z"),
        new Manifest.ContractRef("transactions", 1, "c0"),
        "2026-01-01",
        "0.1.0",
        "b0",
        List.of(
            new Manifest.Input(
                "ingest_date=2024-03-01/\u00fc.csv", "f0", "a0", 120, rows, read, processed)),
        List.of(
            new Manifest.Refused(
                "x.csv", "f1", "a1", 7, "NOT_TEXT", "the file is not text", "Ask for a CSV file.")),
        List.of(new Manifest.Skipped("y.csv", "a2", "SAME_CONTENT", "z.csv", "r-0")),
        List.of(
            new Manifest.DataFile(
                "processed",
                "transactions/data/year=2024/month=01/r-1-1-0.parquet",
                648,
                2,
                4096,
                "d0")),
        List.of(),
        List.of(),
        rows,
        new TreeMap<>(
            Map.of(
                "EUR",
                new TreeMap<>(Map.of("2024-01", new BigDecimal(eur))),
                "JPY",
                new TreeMap<>(Map.of("2024-01", new BigDecimal(jpy))))),
        new Manifest.Books(true, 1, 0));
  }
}
