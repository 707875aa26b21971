package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AthenaFilesTest {

  @Test
  void theFilesAreWhatTheShippedContractsGive() throws IOException {
    assertThat(AthenaFiles.stored())
        .as("sql/athena; AthenaFiles.main writes it anew")
        .isEqualTo(AthenaFiles.all());
  }
}
