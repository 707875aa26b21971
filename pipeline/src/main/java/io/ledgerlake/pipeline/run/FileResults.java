package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.transforms.csv.FileFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of a plan's files without processing them. */
final class FileResults {

  private static final Comparator<FileResult> BY_PATH =
      Comparator.comparing(
          file -> file.path().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final Plan plan;

  FileResults(Plan plan) {
    this.plan = plan;
  }

  /** Returns the files that the plan itself has settled. */
  List<FileResult> planned() {
    List<FileResult> files = new ArrayList<>();
    plan.skipped().forEach(file -> files.add(skipped(file)));
    if (plan.awaitsChoice()) {
      plan.corrected().forEach(file -> files.add(corrected(file)));
    }
    plan.refused()
        .forEach(
            file ->
                files.add(
                    refused(
                        file.path(), file.fileId(), file.sha256(), file.bytes(), file.fault())));
    files.sort(BY_PATH);
    return files;
  }

  /** Returns the plan's files together with those that were processed. */
  List<FileResult> with(List<FileResult> processed) {
    List<FileResult> files = planned();
    files.addAll(processed);
    files.sort(BY_PATH);
    return files;
  }

  /** Returns an input that was refused late. */
  FileResult refusedLate(int file, FileFault fault) {
    Plan.Input input = plan.inputs().get(file);
    return refused(input.path(), input.fileId(), input.sha256(), input.bytes(), fault);
  }

  /** Returns what else to know of an input: what it corrects. */
  Optional<String> note(Plan.Input input) {
    return plan.corrected().stream()
        .filter(file -> file.input().path().equals(input.path()))
        .findFirst()
        .map(
            file ->
                (plan.replaces() ? "replaces" : "is added to")
                    + " what run "
                    + file.publishedRun()
                    + " published under this name");
  }

  private FileResult skipped(Plan.Skipped file) {
    FileResult.Status status =
        file.reason() == Plan.SkipReason.ALREADY_INGESTED
            ? FileResult.Status.ALREADY_INGESTED
            : FileResult.Status.SAME_CONTENT;
    String note =
        status == FileResult.Status.ALREADY_INGESTED
            ? "published by run " + file.publishedRun()
            : file.publishedRun().equals(plan.runId())
                ? "same content as " + file.publishedPath() + " of this run"
                : "same content as "
                    + file.publishedPath()
                    + ", published by run "
                    + file.publishedRun();
    return bare(file.path(), "", file.sha256(), -1, status, Optional.empty(), Optional.of(note));
  }

  private static FileResult corrected(Plan.Corrected file) {
    return bare(
        file.input().path(),
        "",
        file.input().sha256(),
        -1,
        FileResult.Status.CORRECTED,
        Optional.empty(),
        Optional.of("published by run " + file.publishedRun() + " with other content"));
  }

  private static FileResult refused(
      String path, String fileId, String sha256, long bytes, FileFault fault) {
    return bare(
        path,
        fileId,
        sha256,
        bytes,
        FileResult.Status.REFUSED,
        Optional.of(fault),
        Optional.empty());
  }

  private static FileResult bare(
      String path,
      String fileId,
      String sha256,
      long bytes,
      FileResult.Status status,
      Optional<FileFault> fault,
      Optional<String> note) {
    return new FileResult(
        path, fileId, sha256, bytes, status, Optional.empty(), Map.of(), Map.of(), fault, note);
  }
}
