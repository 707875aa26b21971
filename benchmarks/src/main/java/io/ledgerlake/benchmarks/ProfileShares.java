package io.ledgerlake.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints which {@link Stage}s and methods a flight recording found busy, as Markdown. Samples are
 * of Java code and of native code that it called (zstd, lz4); the compiler's time stands beside.
 *
 * <p>Arguments: {@code --recording=FILE}.
 */
public final class ProfileShares {

  private static final int METHODS = 25;

  private final Map<Stage, Integer> stages = new EnumMap<>(Stage.class);
  private final Map<String, Integer> methods = new HashMap<>();
  private int samples;
  private long compilerMillis;

  /** Reads the recording and prints. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.parse(args, Set.of("recording"));
    ProfileShares shares = new ProfileShares();
    try (RecordingFile recording = new RecordingFile(Path.of(arguments.required("recording")))) {
      while (recording.hasMoreEvents()) {
        shares.add(recording.readEvent());
      }
    }
    shares.print(new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ExecutionSample" -> sample(event.getStackTrace());
      case "jdk.CompilerStatistics" ->
          compilerMillis = Math.max(compilerMillis, event.getDuration("totalTimeSpent").toMillis());
      default -> {}
    }
  }

  private void sample(RecordedStackTrace stack) {
    if (stack == null || stack.getFrames().isEmpty()) {
      return;
    }
    List<String> classes = stack.getFrames().stream().map(ProfileShares::className).toList();
    RecordedFrame top = stack.getFrames().get(0);
    samples++;
    stages.merge(Stage.of(classes), 1, Integer::sum);
    methods.merge(className(top) + "." + top.getMethod().getName(), 1, Integer::sum);
  }

  private static String className(RecordedFrame frame) {
    return frame.getMethod().getType().getName();
  }

  private void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%,d samples of Java code; the JIT compilers ran for %.1f s.%n%n",
        samples,
        compilerMillis / 1000.0);
    out.println("| share | stage |");
    out.println("| ---: | --- |");
    stages.entrySet().stream()
        .sorted(Map.Entry.<Stage, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(
            e ->
                out.printf(
                    Locale.ROOT, "| %.1f%% | %s |%n", share(e.getValue()), e.getKey().label()));
    out.println();
    out.println("| share | method on top |");
    out.println("| ---: | --- |");
    methods.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(METHODS)
        .forEach(
            e -> out.printf(Locale.ROOT, "| %.1f%% | `%s` |%n", share(e.getValue()), e.getKey()));
  }

  private double share(int count) {
    return 100.0 * count / Math.max(1, samples);
  }
}
