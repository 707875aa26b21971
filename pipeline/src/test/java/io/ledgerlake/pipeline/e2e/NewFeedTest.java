package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A feed that nobody has written Java for. */
class NewFeedTest {

  private static final String CONTRACT =
      """
      {
        "type": "record",
        "name": "kontoauszug",
        "ledgerlake": {
          "version": 1,
          "key": ["nr"],
          "eventTime": "booked_on",
          "account": "account_id",
          "amount": "amount",
          "currency": "currency",
          "csv": {"delimiter": ";", "encoding": "windows-1252"}
        },
        "fields": [
          {"name": "nr", "source": "Nr.", "type": "long"},
          {"name": "account_id", "source": "Konto", "type": "string"},
          {
            "name": "amount",
            "source": "Betrag",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2},
            "decimalSign": ",",
            "groupingSign": "."
          },
          {
            "name": "booked_on",
            "source": "Datum",
            "type": {"type": "int", "logicalType": "date"},
            "formats": ["dd.MM.uu"]
          },
          {"name": "text", "source": "Text", "type": ["null", "string"]},
          {"name": "currency", "type": "string", "constantText": "EUR"}
        ]
      }
      """;

  private static final String FILE =
      "\"Nr.\";\"Datum\";\"Konto\";\"Betrag\";\"Text\"\r\n"
          + "\"9\";\"31.01.24\";\"ACC001\";\"1.250,00\";\"Miete; Jänner\"\r\n"
          + "\"10\";\"29.02.24\";\"ACC002\";\"-25,5\";\"sagt \"\"ja\"\"\"\r\n"
          + "\"11\";\"29.02.23\";\"ACC002\";\"1,00\";\"kein Tag\"\r\n"
          + "\"12\";\"01.03.24\";\"ACC002\";\"12.50\";\"falsches Zeichen\"\r\n"
          + "\"13\";\"01.03.24\";\"ACC002\";\"0,005\";\r\n";

  @TempDir private Path folder;

  @Test
  void aContractFileAloneBringsANewFeedIntoTheLake() throws IOException {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("kontoauszug.avsc"), CONTRACT, UTF_8);
    IngestFixture fixture = IngestFixture.in(folder).dataset("kontoauszug");
    fixture.write("2024-03.csv", FILE.getBytes(Charset.forName("windows-1252")));

    Answer answer = fixture.ingest("--runId=r1", "--contract=" + contracts);

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(fixture.rows(Zone.PROCESSED))
        .containsExactly(
            "2024-03.csv row 1 line 2 offset 39 | nr=9 account_id='ACC001' amount=1250.00"
                + " booked_on=2024-01-31 text='Miete; J\\c3\\a4nner' currency='EUR'",
            "2024-03.csv row 2 line 3 offset 91 | nr=10 account_id='ACC002' amount=-25.50"
                + " booked_on=2024-02-29 text='sagt \"ja\"' currency='EUR'");
    assertThat(fixture.rows(Zone.QUARANTINE))
        .satisfiesExactly(
            row -> assertThat(row).contains(" row 3 ", "| TIMESTAMP_ERROR(booked_on='29.02.23')"),
            row -> assertThat(row).contains(" row 4 ", "| TYPE_ERROR(amount='12.50')"),
            row -> assertThat(row).contains(" row 5 ", "| AMOUNT_ERROR(amount='0,005')"));
    assertThat(fixture.rows(Zone.CONDEMNED)).isEmpty();
    assertThat(fixture.manifest("r1").contract().name()).isEqualTo("kontoauszug");
  }
}
