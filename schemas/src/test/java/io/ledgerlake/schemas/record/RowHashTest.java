package io.ledgerlake.schemas.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.currency.CurrencyTable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RowHashTest {

  /**
   * The vectors were calculated apart from this code; {@code docs/row-hash.md} shows how. They pin
   * what is stored for ever: a vector that fails is a broken promise, not an outdated test.
   */
  @TestFactory
  List<DynamicTest> agreesWithTheGoldenVectors() throws IOException {
    try (InputStream in = RowHashTest.class.getResourceAsStream("row-hash.golden")) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().skip(1).toList();
      assertThat(lines).hasSize(14);
      return lines.stream()
          .map(line -> line.split("\\|", -1))
          .map(v -> DynamicTest.dynamicTest(v[0], () -> check(v[1], v[2], v[3])))
          .toList();
    }
  }

  private static void check(String line, String values, String hash) {
    Contract transactions = Contracts.named("transactions");
    List<String> header =
        List.of(
            "TransactionID", "CustomerID", "TransactionAmount", "Currency", "TransactionTimestamp");
    EvaluatedRow row =
        RowEvaluator.of(
                transactions,
                header,
                Instant.parse("2024-05-01T00:00:00Z"),
                CurrencyTable.iso4217())
            .evaluate(TextFields.line(line));

    assertThat(row.valid()).isEqualTo(!values.isEmpty());
    if (row.valid()) {
      assertThat(HexFormat.of().formatHex(row.values(), 0, row.valuesLength())).isEqualTo(values);
      byte[] out = new byte[RowHash.LENGTH];
      RowHash.create().ofValues(row.values(), 0, row.valuesLength(), out, 0);
      assertThat(HexFormat.of().formatHex(out)).isEqualTo(hash);
    } else {
      assertThat(HexFormat.of().formatHex(row.key(), 0, row.keyLength())).isEqualTo(hash);
    }
  }

  @Test
  void keepsValidAndRejectedRowsApart() {
    RowHash hash = RowHash.create();
    byte[] out = new byte[64];

    hash.ofRaw(new byte[0], 0, 0, out, 0);
    hash.ofValues(new byte[0], 0, 0, out, 32);

    // SHA-256 of the one byte 0x00, then of the one byte 0x01.
    assertThat(HexFormat.of().formatHex(out))
        .isEqualTo(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
                + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a");
  }

  @Test
  void hashesTheSliceOnlyAndIsReadyForTheNext() {
    RowHash hash = RowHash.create();
    byte[] first = new byte[32];
    byte[] again = new byte[34];

    hash.ofRaw("abc".getBytes(UTF_8), 0, 3, first, 0);
    hash.ofRaw("xxabcx".getBytes(UTF_8), 2, 5, again, 1);

    assertThat(Arrays.copyOfRange(again, 1, 33)).isEqualTo(first);
    assertThat(again[0]).isZero();
    assertThat(again[33]).isZero();
  }

  @Test
  void needsRoomForTheWholeHash() {
    RowHash hash = RowHash.create();

    assertThatThrownBy(() -> hash.ofRaw(new byte[0], 0, 0, new byte[40], 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no room for 32 bytes at 9");
  }
}
