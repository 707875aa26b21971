package io.ledgerlake.pipeline.verify;

import io.ledgerlake.pipeline.plan.PlanFiles;
import io.ledgerlake.pipeline.publish.ManifestFiles;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.codec.digest.DigestUtils;

/** The manifests, questions and plans that lie in a run's folder, whatever is in them. */
final class RunFolder {

  private final LakeView view;
  private final String runId;
  private final SortedMap<Integer, Content> manifests;
  private final SortedMap<Integer, Content> questions;
  private final SortedMap<Integer, Content> plans;

  private RunFolder(LakeView view, String runId) throws IOException {
    this.view = view;
    this.runId = runId;
    this.manifests = read(ManifestFiles::numberOfManifest);
    this.questions = read(ManifestFiles::numberOfQuestion);
    this.plans = read(PlanFiles::attemptOf);
  }

  static RunFolder of(LakeView view, String runId) throws IOException {
    return new RunFolder(view, runId);
  }

  /**
   * A file.
   *
   * @param location where it lies
   * @param bytes what is in it
   * @param sha256 their hash
   */
  record Content(String location, byte[] bytes, String sha256) {

    /** Returns its name in the folder. */
    String name() {
      return location.substring(location.lastIndexOf('/') + 1);
    }
  }

  private SortedMap<Integer, Content> read(Function<String, OptionalInt> number)
      throws IOException {
    SortedMap<Integer, Content> found = new TreeMap<>();
    for (String name : view.runFiles(runId)) {
      OptionalInt of = number.apply(name);
      Optional<byte[]> bytes =
          of.isEmpty() ? Optional.empty() : view.request().storage().readIfExists(location(name));
      if (bytes.isPresent()) {
        String sha256 = DigestUtils.sha256Hex(bytes.get());
        found.put(of.getAsInt(), new Content(location(name), bytes.get(), sha256));
      }
    }
    return found;
  }

  /** Returns where a file of the folder lies, or would. */
  String location(String name) {
    return view.layout().runFile(view.request().dataset(), runId, name);
  }

  Collection<Content> manifests() {
    return manifests.values();
  }

  Collection<Content> questions() {
    return questions.values();
  }

  /** Returns the plans, by attempt. */
  SortedMap<Integer, Content> plans() {
    return plans;
  }

  /** Returns the manifest or question with a hash. */
  Optional<Content> decided(String sha256) {
    return withHash(manifests.values(), sha256).or(() -> withHash(questions.values(), sha256));
  }

  /** Returns the plan with a hash. */
  Optional<Content> plan(String sha256) {
    return withHash(plans.values(), sha256);
  }

  private static Optional<Content> withHash(Collection<Content> files, String sha256) {
    return files.stream().filter(file -> file.sha256().equals(sha256)).findFirst();
  }
}
