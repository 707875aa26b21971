package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A publisher that lets something else happen each time that it is about to decide. */
public final class PausedPublisher extends Publisher {

  /** What happens meanwhile. */
  @FunctionalInterface
  public interface Pause {
    void happens() throws IOException;
  }

  private final Deque<Pause> pauses;

  /**
   * @param pauses what happens before the first decision, before the second, and so on
   */
  public PausedPublisher(
      LakeLayout layout, LakeStorage storage, LakeTables tables, List<Pause> pauses) {
    super(layout, storage, tables);
    this.pauses = new ArrayDeque<>(pauses);
  }

  @Override
  public Journal.Appended decide(
      JournalEntry.Kind kind,
      Manifest manifest,
      Optional<Journal.Link> after,
      Optional<JournalEntry.Person> person)
      throws IOException {
    if (!pauses.isEmpty()) {
      pauses.remove().happens();
    }
    return super.decide(kind, manifest, after, person);
  }
}
