package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.KilledPublisher;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A change that is killed after a step of its publication, and finished by whoever comes next. */
final class KilledChange {

  private KilledChange() {}

  /** The change, with the publisher that dies. */
  @FunctionalInterface
  interface Body {
    void run(ChangeRequest request, Publisher publisher) throws IOException;
  }

  static void killAndFinish(
      IngestFixture fixture, String runId, KilledPublisher.Step step, Body change)
      throws IOException {
    try (LakeStorage storage = LakeStorage.of(fixture.lake().toString())) {
      LakeLayout layout = LakeLayout.of(fixture.lake().toString());
      ChangeRequest request =
          new ChangeRequest(
              layout,
              storage,
              fixture.tables(),
              runId,
              Instant.parse("2024-04-03T00:00:00Z"),
              "test",
              Optional.empty(),
              Duration.ZERO);
      KilledPublisher killed = new KilledPublisher(layout, storage, fixture.tables(), step);
      assertThatThrownBy(() -> change.run(request, killed))
          .isInstanceOf(KilledPublisher.Killed.class);

      Optional<Manifest> finished = Publisher.of(layout, storage, fixture.tables()).finish();

      assertThat(finished.map(Manifest::runId))
          .isEqualTo(step == KilledPublisher.Step.SUCCESS ? Optional.empty() : Optional.of(runId));
      assertThat(fixture.isPublished(runId)).isTrue();
    }
  }
}
