package io.ledgerlake.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.infra.states.Execution;
import io.ledgerlake.infra.states.Execution.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A period, in date order. */
class BackfillTest {

  private static final LocalDate FROM = LocalDate.parse("2024-02-01");
  private static final LocalDate BAD = LocalDate.parse("2024-02-18");
  private static final LocalDate TO = LocalDate.parse("2024-02-29");

  @TempDir Path folder;
  private Cloud cloud;
  private Lake lake;

  @BeforeEach
  void deploy() throws IOException {
    lake = new Lake(folder);
    cloud = Deployment.cloud(lake);
  }

  private static Map<String, Object> period(Object from, Object to) {
    return Map.of("dataset", "transactions", "from", from.toString(), "to", to.toString());
  }

  @Test
  void monthWithOneBadDayStopsThereAndARedriveGoesOnThere() throws IOException {
    for (LocalDate day = FROM; !day.isAfter(TO); day = day.plusDays(1)) {
      if (!day.equals(BAD)) {
        lake.drop(day.toString(), "day.csv", "T" + day + ",C1,10.00,EUR," + day + "T10:00:00Z\n");
      }
    }
    Execution month = cloud.start("backfill", "february", period(FROM, TO));

    assertThat(month.status()).isEqualTo(Status.FAILED);
    assertThat(month.cause()).contains("BAD_INPUT").contains(BAD.toString());
    assertThat(cloud.jobs).hasSize(18);

    lake.drop(BAD.toString(), "day.csv", "T" + BAD + ",C1,10.00,EUR," + BAD + "T10:00:00Z\n");
    month.redrive();

    assertThat(month.status()).as(month.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(cloud.jobs).hasSize(18 + 12);
    assertThat(cloud.jobs.stream().map(BackfillTest::date)).isSorted();
    assertThat((Map<?, ?>) month.output())
        .extracting("days", "rowsRead", "filesRefused")
        .containsExactly(29, 29, 0);
  }

  private static String date(java.util.List<String> options) {
    return options.stream().filter(o -> o.startsWith("--date=")).findFirst().orElseThrow();
  }

  @Test
  void oneDayIsAPeriod() throws IOException {
    lake.drop("2024-02-01", "day.csv", "T1,C1,10.00,EUR,2024-02-01T10:00:00Z\n");
    Execution day = cloud.start("backfill", "day", period("2024-02-01", "2024-02-01"));

    assertThat(day.status()).as(day.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat((Map<?, ?>) day.output()).extracting("days").isEqualTo(1);
  }

  @Test
  void periodThatIsNoneStartsNothing() {
    for (Map<String, Object> input :
        java.util.List.of(
            period("2024-02-02", "2024-02-01"),
            period("2024-02-01", "2025-02-02"),
            period("2024-02-30", "2024-03-01"))) {
      assertThat(cloud.start("backfill", "x", input).error()).isEqualTo("BadRequest");
    }
    assertThat(cloud.executions).hasSize(1);
  }
}
