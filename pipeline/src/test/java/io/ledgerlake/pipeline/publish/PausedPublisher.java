package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A publisher that lets something else happen when it is about to plan, or to decide. */
public final class PausedPublisher extends Publisher {

  /** What happens meanwhile. */
  @FunctionalInterface
  public interface Pause {
    void happens() throws IOException;
  }

  private final Deque<Pause> pauses;
  private final Deque<Pause> whenPlanning;

  /**
   * @param pauses what happens before the first decision, before the second, and so on
   */
  public PausedPublisher(
      LakeLayout layout, LakeStorage storage, LakeTables tables, List<Pause> pauses) {
    this(layout, storage, tables, pauses, List.of());
  }

  /**
   * @param whenPlanning what happens before it plans first, before it plans again, and so on
   */
  public PausedPublisher(
      LakeLayout layout,
      LakeStorage storage,
      LakeTables tables,
      List<Pause> pauses,
      List<Pause> whenPlanning) {
    super(layout, storage, tables);
    this.pauses = new ArrayDeque<>(pauses);
    this.whenPlanning = new ArrayDeque<>(whenPlanning);
  }

  /** Called by whoever takes a turn. */
  @Override
  public Optional<Manifest> finish() throws IOException {
    if (!whenPlanning.isEmpty()) {
      whenPlanning.remove().happens();
    }
    return super.finish();
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
