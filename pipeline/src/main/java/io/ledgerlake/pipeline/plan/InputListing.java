package io.ledgerlake.pipeline.plan;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds a run's input files: those of the dataset's raw folder, or those that {@code --input}
 * names.
 *
 * <p>A file's path is what its id is made of, so it must not depend on where somebody stood: for a
 * file below the raw root it is the path below that root; for any other, the path below the folder
 * that {@code --input} names, or below the part of a pattern that has no wildcard.
 *
 * @param files the data files, in byte order of their paths
 * @param controls locations of the control files, by the path of the data file they belong to
 * @param ignored paths of files in the listed folders that are neither
 * @param unmatched those of the named inputs in which there is no data file
 */
public record InputListing(
    List<StoredFile> files,
    TreeMap<String, String> controls,
    List<String> ignored,
    List<String> unmatched) {

  private static final Pattern DATA = Pattern.compile(".*\\.csv(\\.gz|\\.zst)?");

  /**
   * What to list.
   *
   * @param rawRoot the dataset's raw folder
   * @param inputs what {@code --input} says, absolute; empty: the raw folder
   * @param date the only ingest date wanted, {@code YYYY-MM-DD}
   */
  public record Request(String rawRoot, List<String> inputs, Optional<String> date) {}

  /**
   * Lists.
   *
   * @throws UserError if two inputs would have the same path, or an input is no pattern
   */
  public static InputListing of(LakeStorage storage, Request request) throws IOException {
    Collector found = new Collector();
    if (request.inputs().isEmpty()) {
      found.addAll(storage.list(request.rawRoot()));
    }
    List<String> unmatched = new ArrayList<>();
    for (String input : request.inputs()) {
      List<StoredFile> files = list(storage, input);
      if (files.stream().noneMatch(file -> isData(file.path()))) {
        unmatched.add(input);
      }
      found.addAll(underRawRoot(request.rawRoot(), files));
    }
    return found.listing(request.date(), unmatched);
  }

  /**
   * Returns the patterns that no listed file's name matches.
   *
   * @param expected globs of file names
   */
  public static List<String> missing(InputListing listing, List<String> expected) {
    List<String> missing = new ArrayList<>();
    for (String pattern : expected) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      if (listing.files().stream()
          .noneMatch(file -> matcher.matches(Path.of(file.path()).getFileName()))) {
        missing.add(pattern);
      }
    }
    return missing;
  }

  private static List<StoredFile> list(LakeStorage storage, String input) throws IOException {
    int wildcard = firstWildcard(input);
    if (wildcard >= 0) {
      return match(storage, input, input.lastIndexOf('/', wildcard));
    }
    String location = withoutLastSlashes(input);
    Optional<Long> size = isFolder(storage, location) ? Optional.empty() : storage.size(location);
    if (size.isEmpty()) {
      return storage.list(location);
    }
    String name = location.substring(location.lastIndexOf('/') + 1);
    List<StoredFile> file = new ArrayList<>();
    file.add(new StoredFile(name, location, size.get()));
    Optional<Long> control = storage.size(location + ControlFile.SUFFIX);
    control.ifPresent(
        bytes ->
            file.add(
                new StoredFile(name + ControlFile.SUFFIX, location + ControlFile.SUFFIX, bytes)));
    return file;
  }

  private static boolean isFolder(LakeStorage storage, String location) throws IOException {
    return !storage.list(location).isEmpty();
  }

  private static List<StoredFile> match(LakeStorage storage, String pattern, int baseEnd)
      throws IOException {
    String base = baseEnd <= 0 ? "/" : pattern.substring(0, baseEnd);
    PathMatcher matcher = matcher(pattern, pattern.substring(baseEnd + 1));
    PathMatcher control = matcher(pattern, pattern.substring(baseEnd + 1) + ControlFile.SUFFIX);
    return storage.list(base).stream()
        .filter(
            file -> matcher.matches(Path.of(file.path())) || control.matches(Path.of(file.path())))
        .toList();
  }

  private static PathMatcher matcher(String pattern, String glob) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new UserError(
          "The pattern " + pattern + " cannot be read: " + e.getDescription() + ".",
          "Write for example 'feed/*.csv' or 'feed/2024-0[1-3]-*.csv.gz'.",
          UserError.BAD_INPUT,
          e);
    }
  }

  private static boolean isData(String path) {
    return DATA.matcher(path.toLowerCase(Locale.ROOT)).matches() && !isHidden(path);
  }

  private static boolean isHidden(String path) {
    return path.startsWith(".") || path.contains("/.") || path.startsWith("_");
  }

  private static int firstWildcard(String input) {
    for (int i = 0; i < input.length(); i++) {
      if ("*?[{".indexOf(input.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static List<StoredFile> underRawRoot(String rawRoot, List<StoredFile> files) {
    String prefix = rawRoot + "/";
    return files.stream()
        .map(
            file ->
                file.uri().startsWith(prefix)
                    ? new StoredFile(
                        file.uri().substring(prefix.length()), file.uri(), file.bytes())
                    : file)
        .toList();
  }

  private static String withoutLastSlashes(String path) {
    String trimmed = path;
    while (trimmed.length() > 1 && trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return trimmed;
  }

  /** Sorts what is found into data, control and other files. */
  private static final class Collector {
    private final TreeMap<byte[], StoredFile> data = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<String, String> controls = new TreeMap<>();
    private final TreeSet<String> ignored = new TreeSet<>();

    void addAll(List<StoredFile> files) {
      files.forEach(this::add);
    }

    private void add(StoredFile file) {
      String name = file.path().toLowerCase(Locale.ROOT);
      if (name.endsWith(ControlFile.SUFFIX)) {
        int end = file.path().length() - ControlFile.SUFFIX.length();
        controls.put(file.path().substring(0, end), file.uri());
      } else if (isData(file.path())) {
        addData(file);
      } else {
        ignored.add(file.path());
      }
    }

    private void addData(StoredFile file) {
      StoredFile other = data.put(file.path().getBytes(StandardCharsets.UTF_8), file);
      if (other != null && !other.uri().equals(file.uri())) {
        throw new UserError(
            "Two inputs have the same path "
                + file.path()
                + ": "
                + other.uri()
                + " and "
                + file.uri()
                + ".",
            "Name a folder above both with --input, so that their paths differ.");
      }
    }

    InputListing listing(Optional<String> date, List<String> unmatched) {
      List<StoredFile> files =
          data.values().stream().filter(file -> ofDate(file.path(), date)).toList();
      List<String> others = ignored.stream().filter(path -> ofDate(path, date)).toList();
      return new InputListing(files, controls, others, unmatched);
    }

    private static boolean ofDate(String path, Optional<String> date) {
      return date.map(d -> ("/" + path).contains("/ingest_date=" + d + "/")).orElse(true);
    }
  }
}
