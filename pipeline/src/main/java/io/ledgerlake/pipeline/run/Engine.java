package io.ledgerlake.pipeline.run;

import io.ledgerlake.transforms.ValidateRecords;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.beam.runners.spark.SparkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;

/**
 * Runs a pipeline on the runner that the options name, waits for it, and tells how far it is.
 *
 * <p>Inside this process the Spark runner is set up here; under {@code spark-submit}, which has set
 * {@code spark.master} already, everything is left as the cluster has it.
 */
public final class Engine {

  /** Told how far a pipeline is, in records. For display only. */
  interface Progress {
    void advance(long read, long written);
  }

  private static final Duration POLL = Duration.millis(500);

  private final PipelineOptions options;

  private Engine(PipelineOptions options) {
    this.options = options;
  }

  /**
   * Prepares the runner.
   *
   * @param options what the user gave; {@code --runner} decides
   * @param parallelism worker threads inside this process; 0: one per core
   */
  public static Engine of(PipelineOptions options, int parallelism) {
    int threads = parallelism > 0 ? parallelism : Runtime.getRuntime().availableProcessors();
    if (SparkRunner.class.isAssignableFrom(options.getRunner())) {
      spark(options.as(SparkPipelineOptions.class), threads);
    } else if (DirectRunner.class.isAssignableFrom(options.getRunner())) {
      options.as(DirectOptions.class).setTargetParallelism(threads);
    }
    return new Engine(options);
  }

  private static void spark(SparkPipelineOptions options, int threads) {
    // What is persisted is small (tagged outputs of the writer); losing it would mean writing
    // again.
    options.setStorageLevel("DISK_ONLY");
    options.setCacheDisabled(true);
    if (System.getProperty("spark.master") != null) {
      return;
    }
    options.setSparkMaster("local[" + threads + "]");
    embedded(threads).forEach(Engine::unlessSet);
  }

  private static Map<String, String> embedded(int threads) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.ui.showConsoleProgress", "false");
    // Several tasks a thread: shards differ in size, and progress is told when a task ends.
    settings.put("spark.default.parallelism", Integer.toString(Math.max(8, 6 * threads)));
    return settings;
  }

  private static void unlessSet(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /** Returns a new, empty pipeline for this engine. */
  public Pipeline pipeline() {
    return Pipeline.create(options);
  }

  /**
   * Runs a pipeline to its end.
   *
   * @param progress told now and then how many records have been read and written
   * @return its counters, by name; for display only, as a repeated task counts again
   * @throws Pipeline.PipelineExecutionException if it fails
   */
  ToLongFunction<String> run(Pipeline pipeline, Progress progress) {
    PipelineResult result = pipeline.run();
    PipelineResult.State state = result.waitUntilFinish(POLL);
    while (state == null || !state.isTerminal()) {
      tell(result, progress);
      state = result.waitUntilFinish(POLL);
    }
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException(
          "the pipeline ended as " + state + " on " + options.getRunner().getSimpleName());
    }
    tell(result, progress);
    return counter -> count(result, counter);
  }

  private static void tell(PipelineResult result, Progress progress) {
    progress.advance(
        count(result, ValidateRecords.RECORDS), count(result, ValidateRecords.WRITTEN));
  }

  private static long count(PipelineResult result, String counter) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(ValidateRecords.PROGRESS, counter))
            .build();
    long sum = 0;
    for (MetricResult<Long> found : result.metrics().queryMetrics(filter).getCounters()) {
      sum += found.getAttempted();
    }
    return sum;
  }
}
