package io.ledgerlake.pipeline.plan;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.plan.Plan.SkipReason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the file ledger says of a file that is met: published before, corrected, or new. */
final class LedgerVerdicts {

  private final PublishedFiles published;
  private final Set<String> leaving;
  private final Rejections rejections;

  /**
   * @param rejections what people have rejected; nothing, where a person says that it is taken in
   * @param leaving paths of files whose published contents leave the lake with the run: a content
   *     that is published under none but these is new
   */
  LedgerVerdicts(PublishedFiles published, Rejections rejections, Set<String> leaving) {
    this.published = published;
    this.rejections = rejections;
    this.leaving = Set.copyOf(leaving);
  }

  /** Returns whether a path is published, and with other contents alone. */
  static boolean isCorrection(PublishedFiles published, String path, String sha256) {
    return published.byPath(path).isPresent()
        && published.byFileId(FileId.of(path, sha256)).isEmpty();
  }

  /** Returns why a file needs no processing, or nothing when it does. */
  Optional<Plan.Skipped> skip(String path, String sha256) {
    Optional<FileEntry> same = published.byFileId(FileId.of(path, sha256));
    if (same.isPresent()) {
      return Optional.of(
          new Plan.Skipped(path, sha256, SkipReason.ALREADY_INGESTED, path, same.get().runId()));
    }
    if (published.byPath(path).isPresent()) {
      return Optional.empty();
    }
    return content(sha256)
        .map(
            entry ->
                new Plan.Skipped(
                    path, sha256, SkipReason.SAME_CONTENT, entry.path(), entry.runId()));
  }

  /** Returns why a file is refused that a person has rejected, or nothing when nobody has. */
  Optional<Plan.Refused> rejected(String path, String sha256, long bytes) {
    String fileId = FileId.of(path, sha256);
    return rejections
        .standing(fileId, published)
        .map(rejection -> new Plan.Refused(path, fileId, sha256, bytes, rejection.fault()));
  }

  private Optional<FileEntry> content(String sha256) {
    Optional<FileEntry> first = published.byContent(sha256);
    return first.isEmpty() || !leaving.contains(first.get().path())
        ? first
        : published.current().stream()
            .filter(entry -> entry.sha256().equals(sha256) && !leaving.contains(entry.path()))
            .findFirst();
  }

  /** Returns the correction that a file is, or nothing when its name is new. */
  Optional<Plan.Corrected> correction(Plan.Input file) {
    List<FileEntry> earlier =
        published.current().stream()
            .filter(entry -> entry.path().equals(file.path()))
            .sorted(Comparator.comparingLong(FileEntry::seq))
            .toList();
    return earlier.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Plan.Corrected(
                file,
                earlier.stream().map(FileEntry::fileId).sorted().toList(),
                earlier.get(earlier.size() - 1).runId()));
  }
}
