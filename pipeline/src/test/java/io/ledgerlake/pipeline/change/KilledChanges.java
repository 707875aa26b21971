package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Changes whose publisher a test chooses. */
public final class KilledChanges {

  private KilledChanges() {}

  public static void rollback(ChangeRequest request, RollbackTarget target, Publisher publisher)
      throws IOException {
    RollbackRun.of(request, target).rollback(new ChangeRun(request, publisher));
  }

  public static void pick(ChangeRequest request, String path, long row, Publisher publisher)
      throws IOException {
    ReleaseRun.of(request, path, row, ReleaseAction.PICK)
        .release(new ChangeRun(request, publisher));
  }

  public static void merge(ChangeRequest request, MergePolicy policy, Publisher publisher)
      throws IOException {
    MergeRun.of(request, policy).merge(new ChangeRun(request, publisher));
  }

  /** Runs a change that writes a file, and then finds that it holds something else. */
  public static void differ(ChangeRequest request, String sentence) throws IOException {
    new ChangeRun(request)
        .run(
            (state, files) -> {
              ZoneFile some = state.files().list(Zone.QUARANTINE, Expressions.alwaysTrue()).get(0);
              files.open(Zone.QUARANTINE, some.partition(), some.rows());
              try (CloseableIterable<Record> rows = state.files().rows(some)) {
                rows.forEach(files::add);
              }
              files.finish();
              files.differ(sentence);
              return Optional.of(
                  new Change(
                      Manifest.Kind.COMPACTION,
                      files.files(),
                      List.of(),
                      List.of(),
                      new TreeMap<>(),
                      0));
            });
  }
}
