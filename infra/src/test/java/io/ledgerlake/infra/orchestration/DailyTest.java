package io.ledgerlake.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.infra.states.Execution;
import io.ledgerlake.infra.states.Execution.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the schedule starts. */
class DailyTest {

  /** The placeholders that the scheduler fills in; the time is that of the schedule. */
  private static final Map<String, Object> INPUT =
      Map.of("dataset", "transactions", "scheduledTime", "2024-03-01T02:00:00Z", "attempt", "1");

  @TempDir Path folder;
  private Cloud cloud;
  private Lake lake;

  @BeforeEach
  void deploy() throws IOException {
    lake = new Lake(folder);
    cloud = Deployment.cloud(lake);
    lake.drop("2024-02-29", "day.csv", "T1,C1,10.00,EUR,2024-02-29T10:00:00Z\n");
  }

  @Test
  void theScheduleTimeDecidesDateNameAndLogicalTime() throws IOException {
    Execution day = cloud.start("daily", "any", INPUT);

    assertThat(day.status()).as(day.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(cloud.jobs)
        .singleElement()
        .asList()
        .contains(
            "--date=2024-02-29",
            "--runId=transactions-2024-02-29",
            "--ingestedAt=2024-03-01T02:00:00.000Z",
            "--verdictExit=false");
    assertThat(lake.isPublished("transactions-2024-02-29")).isTrue();
    assertThat(cloud.metrics).containsOnlyKeys("DailyDone");
  }

  @Test
  void secondDeliveryStartsNothing() {
    cloud.start("daily", "first", INPUT);
    Execution second = cloud.start("daily", "second", INPUT);

    assertThat(second.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(second.visited()).endsWith("StartedBefore");
    assertThat(cloud.jobs).hasSize(1);
  }

  @Test
  void redriveAfterAFailedDayTakesANewName() throws IOException {
    for (int attempt = 0; attempt < 3; attempt++) {
      cloud.faults.add(Cloud.Fault.NO_CAPACITY);
    }
    Execution day = cloud.start("daily", "any", INPUT);
    assertThat(day.status()).isEqualTo(Status.FAILED);

    day.redrive();

    assertThat(day.status()).as(day.toString()).isEqualTo(Status.SUCCEEDED);
    assertThat(lake.isPublished("transactions-2024-02-29-d1")).isTrue();
  }
}
