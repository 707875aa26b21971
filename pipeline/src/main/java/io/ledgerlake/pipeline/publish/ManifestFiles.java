package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The manifests in a run's folder: {@code manifest.json}, and {@code manifest-2.json} and so on
 * where the run was started twice or planned again and came to something else; questions the same
 * way. Each is created conditionally and never written again, or one that is about to be decided
 * could be changed by another process of the same run. Which of them was decided, the journal says
 * by its hash.
 */
public final class ManifestFiles {

  private static final String SUFFIX = ".json";
  private static final Pattern NAME = Pattern.compile("manifest(?:-([0-9]{1,9}))?\\.json");
  private static final Pattern QUESTION = Pattern.compile("question(?:-([0-9]{1,9}))?\\.json");

  private final LakeStorage storage;
  private final LakeLayout layout;
  private final String dataset;
  private final String runId;

  private ManifestFiles(LakeLayout layout, LakeStorage storage, String dataset, String runId) {
    this.layout = layout;
    this.storage = storage;
    this.dataset = dataset;
    this.runId = runId;
  }

  /** Returns the manifests of a run; it need not have one. */
  public static ManifestFiles of(
      LakeLayout layout, LakeStorage storage, String dataset, String runId) {
    return new ManifestFiles(layout, storage, dataset, runId);
  }

  /**
   * A manifest as it is stored.
   *
   * @param location where it lies
   * @param json its bytes
   */
  public record Stored(String location, byte[] json) {

    /** Returns the name of its file. */
    public String name() {
      return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Returns the hash of its bytes, in lower-case hex. */
    public String sha256() {
      return DigestUtils.sha256Hex(json);
    }

    /**
     * Reads it.
     *
     * @throws IOException if it is no manifest, naming the place
     */
    public Manifest manifest() throws IOException {
      return CanonicalJson.read(json, Manifest.class, location);
    }
  }

  /** Returns the number of a manifest by its name in a run's folder; nothing for another file. */
  public static OptionalInt numberOfManifest(String name) {
    return number(NAME, name);
  }

  /** Returns the number of a question by its name in a run's folder; nothing for another file. */
  public static OptionalInt numberOfQuestion(String name) {
    return number(QUESTION, name);
  }

  private static OptionalInt number(Pattern names, String name) {
    Matcher found = names.matcher(name);
    return found.matches()
        ? OptionalInt.of(found.group(1) == null ? 1 : Integer.parseInt(found.group(1)))
        : OptionalInt.empty();
  }

  /** Returns where the manifest or question with a number lies, from 1. */
  String location(String first, int number) {
    String name =
        number == 1
            ? first
            : first.substring(0, first.length() - SUFFIX.length()) + "-" + number + SUFFIX;
    return layout.runFile(dataset, runId, name);
  }

  /**
   * Stores a manifest under the first name of all, unless another one has it.
   *
   * @return whether it is there now
   */
  boolean storeAsFirst(String first, byte[] json) throws IOException {
    return create(location(first, 1), json);
  }

  /** Stores a manifest under the first name that no other one has. */
  void store(String first, byte[] json) throws IOException {
    int number = 1;
    while (!create(location(first, number), json)) {
      number++;
    }
  }

  private boolean create(String location, byte[] json) throws IOException {
    return storage.createExclusively(location, json) || Arrays.equals(storage.read(location), json);
  }

  /** Returns all manifests, or all questions, in the order in which they were stored. */
  public List<Stored> all(String first) throws IOException {
    List<Stored> all = new ArrayList<>();
    for (int number = 1; ; number++) {
      Optional<Stored> next = read(first, number);
      if (next.isEmpty()) {
        return all;
      }
      all.add(next.get());
    }
  }

  /** Returns the manifest or question with a hash, or nothing when none has it. */
  public Optional<Stored> withHash(String sha256) throws IOException {
    for (String first : List.of(Manifest.FILE, Manifest.QUESTION_FILE)) {
      Optional<Stored> next = read(first, 1);
      for (int number = 2; next.isPresent(); number++) {
        if (next.get().sha256().equals(sha256)) {
          return next;
        }
        next = read(first, number);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the manifest with a hash, or the run's only one, whatever is in it: for whoever shows
   * what a run did and leaves it to {@code verify} to say what was touched.
   */
  public Optional<Stored> decidedOrOnly(String sha256) throws IOException {
    List<Stored> all = all(Manifest.FILE);
    return all.stream().filter(file -> all.size() == 1 || file.sha256().equals(sha256)).findFirst();
  }

  /** Returns the manifest that was stored last, of a run that is not published; may be none. */
  public Optional<Manifest> last() throws IOException {
    List<Stored> all = all(Manifest.FILE);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1).manifest());
  }

  private Optional<Stored> read(String first, int number) throws IOException {
    String location = location(first, number);
    return storage.readIfExists(location).map(json -> new Stored(location, json));
  }
}
