package io.ledgerlake.pipeline.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.GenerateOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes a feed to files. */
public final class FeedFiles {

  private static final int BUFFER = 1 << 16;

  private final FeedSpec spec;
  private final Feed feed;
  private final boolean control;
  private final FeedCounts total = new FeedCounts();

  private FeedFiles(FeedSpec spec, boolean control) {
    this.spec = spec;
    this.feed = new Feed(spec);
    this.control = control;
  }

  /**
   * Writes what the options ask for.
   *
   * @param progress is told of every file that is complete
   * @throws UserError if the output cannot be what was asked for
   */
  public static Written write(GenerateOptions options, Progress progress) throws IOException {
    FeedFiles files = new FeedFiles(FeedSpec.of(options), options.getControl());
    List<Path> paths = paths(options);
    for (int i = 0; i < paths.size(); i++) {
      long rows = options.getRows() / paths.size() + (i < options.getRows() % paths.size() ? 1 : 0);
      files.write(paths.get(i), rows);
      progress.written(i + 1, paths.size(), paths.get(i));
    }
    return new Written(paths, files.total);
  }

  private void write(Path path, long rows) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    FeedCounts counts;
    try (OutputStream out = compressed(path, Files.newOutputStream(path))) {
      counts = feed.write(out, rows);
    }
    if (control) {
      Files.write(path.resolveSibling(path.getFileName() + ".ctl.json"), control(spec, counts));
    }
    total.add(counts);
  }

  /**
   * Returns a control file. It holds sums only where every amount is one that can be read, because
   * what the sender meant by the others is not known.
   */
  static byte[] control(FeedSpec spec, FeedCounts counts) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode().put("rows", counts.rows());
    if (spec.faults() == 0) {
      ObjectNode sums = root.putObject("sums");
      counts.sums().forEach((currency, sum) -> sums.put(currency, sum.toPlainString()));
    }
    return json.writeValueAsBytes(root);
  }

  static OutputStream compressed(Path path, OutputStream out) throws IOException {
    String name = path.getFileName().toString();
    if (name.endsWith(".gz")) {
      return new GZIPOutputStream(out, BUFFER);
    }
    return name.endsWith(".zst")
        ? new ZstdOutputStream(new BufferedOutputStream(out, BUFFER))
        : out;
  }

  private static List<Path> paths(GenerateOptions options) {
    Path output = Path.of(options.getOutput());
    if (isFile(options.getOutput())) {
      if (options.getFiles() > 1) {
        throw new UserError(
            "--output=" + options.getOutput() + " is one file, and --files asks for more.",
            "Name a folder, for example --output=./generated.");
      }
      return List.of(output);
    }
    List<Path> paths = new ArrayList<>();
    for (int i = 1; i <= options.getFiles(); i++) {
      paths.add(
          output.resolve(
              String.format(
                  Locale.ROOT,
                  "%s-%05d.csv%s",
                  options.getDataset(),
                  i,
                  ending(options.getCompression()))));
    }
    return paths;
  }

  private static boolean isFile(String output) {
    return output.endsWith(".csv") || output.endsWith(".csv.gz") || output.endsWith(".csv.zst");
  }

  private static String ending(String compression) {
    return switch (compression) {
      case "gzip" -> ".gz";
      case "zstd" -> ".zst";
      default -> "";
    };
  }

  /** Is told of every file that is complete. */
  public interface Progress {
    /** File {@code number} of {@code of} is complete. */
    void written(int number, int of, Path path);
  }

  /** What was written. */
  public static final class Written {

    private final List<Path> paths;
    private final FeedCounts counts;

    private Written(List<Path> paths, FeedCounts counts) {
      this.paths = List.copyOf(paths);
      this.counts = counts;
    }

    /** Returns the files, in order. */
    public List<Path> paths() {
      return paths;
    }

    /** Returns what is in them, in a line. */
    public String summary() {
      String hot =
          counts.hot() == 0 ? "" : String.format(Locale.ROOT, " %,d share one key,", counts.hot());
      return String.format(
          Locale.ROOT,
          "%,d rows: %,d of them repeat an earlier row, %,d contradict one,%s %,d have a fault.",
          counts.rows(),
          counts.repeats(),
          counts.conflicts(),
          hot,
          counts.faulty());
    }
  }
}
