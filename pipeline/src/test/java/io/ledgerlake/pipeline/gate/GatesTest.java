package io.ledgerlake.pipeline.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.gate.GateCheck.Finding;
import io.ledgerlake.pipeline.gate.GateCheck.Outcome;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GatesTest {

  private static final GateLimits LIMITS =
      new GateLimits(new BigDecimal("0.05"), 100, GateLimits.DUPLICATES, false, true);

  private final TreeMap<String, GateFigures> files = new TreeMap<>();

  @Test
  void aShareOfExactlyTheLimitPassesAndOneRowMoreTrips() {
    files.put("a.csv", rejected(2_000, 100));
    assertThat(check(LIMITS, Gate.REJECTED_ROWS).outcome()).isEqualTo(Outcome.PASSED);
    files.put("a.csv", rejected(2_000, 101));
    assertThat(check(LIMITS, Gate.REJECTED_ROWS).outcome()).isEqualTo(Outcome.TRIPPED);
  }

  @Test
  void fewRowsAreNotLookedAtWhateverTheirShare() {
    files.put("a.csv", rejected(198, 99));
    assertThat(check(LIMITS, Gate.REJECTED_ROWS).outcome()).isEqualTo(Outcome.PASSED);
    files.put("a.csv", rejected(200, 100));
    assertThat(check(LIMITS, Gate.REJECTED_ROWS).outcome()).isEqualTo(Outcome.TRIPPED);
  }

  @Test
  void filesThatAreGoodEnoughEachCanTripTheRunTogether() {
    files.put("a.csv", rejected(600, 60));
    files.put("b.csv", rejected(600, 60));
    assertThat(check(LIMITS, Gate.REJECTED_ROWS).findings())
        .extracting(Finding::file)
        .containsExactly((String) null);
  }

  @Test
  void aBadFileTripsAmongManyGoodOnes() {
    files.put("good.csv", rejected(1_000_000, 0));
    files.put("bad.csv", rejected(1_000, 200));
    assertThat(check(LIMITS, Gate.REJECTED_ROWS).findings())
        .extracting(Finding::file)
        .containsExactly("bad.csv");
  }

  @Test
  void theMessageSaysWhichFileHowManyWhyAndWhatNext() {
    files.put(
        "bad.csv",
        new GateFigures(
            3_000,
            2_750,
            250,
            0,
            new TreeMap<>(
                Map.of(
                    "TYPE_ERROR", 200L,
                    "NULL_VALUE_ERROR", 60L,
                    "AMOUNT_ERROR", 9L,
                    "CURRENCY_ERROR", 8L))));
    Finding finding = check(LIMITS, Gate.REJECTED_ROWS).findings().get(0);
    assertThat(finding.message())
        .isEqualTo(
            "bad.csv: 250 of 3,000 rows (8.33%) are in quarantine, more than the limit of 5%; most"
                + " often TYPE_ERROR 200, NULL_VALUE_ERROR 60, AMOUNT_ERROR 9.");
    assertThat(finding.nextStep())
        .contains("./ledgerlake rejects bad.csv --run=r1")
        .contains("--runId=r1 --maxRejected=0.0834");
  }

  @Test
  void theLimitThatIsSuggestedLetsTheRunPass() {
    files.put("bad.csv", rejected(3_000, 250));
    GateLimits suggested =
        new GateLimits(new BigDecimal("0.0834"), 100, GateLimits.DUPLICATES, false, true);
    assertThat(check(suggested, Gate.REJECTED_ROWS).outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void aFileOfWhichNothingWasProcessedTripsHoweverSmall() {
    files.put("one.csv", rejected(1, 1));
    assertThat(check(LIMITS, Gate.UNPROCESSED_FILE).findings())
        .extracting(Finding::file)
        .containsExactly("one.csv");
    GateLimits allowed =
        new GateLimits(new BigDecimal("0.05"), 100, GateLimits.DUPLICATES, false, false);
    assertThat(check(allowed, Gate.UNPROCESSED_FILE).outcome()).isEqualTo(Outcome.WARNED);
  }

  @Test
  void anEmptyFileAndOneOfRepeatsAloneAreNotUnprocessed() {
    files.put("empty.csv", GateFigures.NONE);
    files.put("repeats.csv", new GateFigures(5, 0, 0, 5, new TreeMap<>()));
    assertThat(check(LIMITS, Gate.UNPROCESSED_FILE).outcome()).isEqualTo(Outcome.PASSED);
    files.put("repeats.csv", new GateFigures(6, 0, 1, 5, new TreeMap<>()));
    assertThat(check(LIMITS, Gate.UNPROCESSED_FILE).outcome()).isEqualTo(Outcome.TRIPPED);
  }

  @Test
  void repeatsWarnUnlessTheyAreToldToTrip() {
    files.put("a.csv", new GateFigures(1_000, 800, 0, 200, new TreeMap<>()));
    GateCheck warned = check(LIMITS, Gate.DUPLICATES);
    assertThat(warned.outcome()).isEqualTo(Outcome.WARNED);
    assertThat(warned.trips()).isFalse();
    assertThat(warned.findings()).extracting(Finding::file).containsExactly("a.csv", null);
    GateLimits strict =
        new GateLimits(new BigDecimal("0.05"), 100, new BigDecimal("0.1"), true, true);
    assertThat(check(strict, Gate.DUPLICATES).trips()).isTrue();
  }

  @Test
  void repeatsDoNotCountAsRejected() {
    files.put("a.csv", new GateFigures(1_000, 500, 0, 500, new TreeMap<>()));
    assertThat(check(LIMITS, Gate.REJECTED_ROWS).outcome()).isEqualTo(Outcome.PASSED);
  }

  private GateCheck check(GateLimits limits, Gate gate) {
    return Gates.of(limits, "r1").check(files).stream()
        .filter(check -> check.gate() == gate)
        .findFirst()
        .orElseThrow();
  }

  private static GateFigures rejected(long read, long rejected) {
    return new GateFigures(read, read - rejected, rejected, 0, new TreeMap<>());
  }
}
