package io.ledgerlake.pipeline.plan;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.transforms.csv.FileFault;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of corrected files that a person has rejected, by file id. Such a content is refused
 * whenever it is met again, until a person takes it in by name ({@code --corrected}); another
 * content of the same file is asked about as before.
 */
public record Rejections(Map<String, Rejection> byFileId) {

  /** Nothing was ever rejected. */
  public static final Rejections NONE = new Rejections(Map.of());

  public Rejections {
    byFileId = Map.copyOf(byFileId);
  }

  /**
   * A person's word on a content.
   *
   * @param seq number of the journal's entry
   * @param runId the run that had asked
   * @param by who rejected it
   * @param at when
   * @param why for what reason
   */
  public record Rejection(long seq, String runId, String by, Instant at, String why) {

    FileFault fault() {
      return new FileFault(
          FileFault.Kind.REJECTED_CONTENT,
          -1,
          "this content was rejected by "
              + by
              + " at "
              + at
              + " ("
              + why
              + "), when run "
              + runId
              + " asked what becomes of it",
          "move the file away, or put what is published in its place; if it is to be taken in after"
              + " all, ingest it with --corrected=replace or --corrected=add");
    }
  }

  /** Returns the rejections that count for a choice: none, where a person takes contents in. */
  Rejections unless(Plan.Choice choice) {
    return choice == Plan.Choice.HOLD ? this : NONE;
  }

  /** Returns the rejection of a content that no later run has taken in all the same. */
  Optional<Rejection> standing(String fileId, PublishedFiles published) {
    return Optional.ofNullable(byFileId.get(fileId))
        .filter(
            rejection ->
                published.entries().stream()
                    .noneMatch(
                        entry ->
                            entry.seq() > rejection.seq()
                                && entry.fileId().equals(fileId)
                                && entry.status() == FileEntry.Status.INGESTED));
  }
}
