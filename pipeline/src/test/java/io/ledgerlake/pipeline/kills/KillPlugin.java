package io.ledgerlake.pipeline.kills;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Has the driver kill a task that an executor names, as a person does in Spark's web pages. */
public final class KillPlugin implements SparkPlugin {

  /** What the driver says when it kills a task. */
  public static final String REASON = "killed by the test in the middle of a file";

  private static volatile PluginContext executor;

  /** Has the driver kill a task, on the executor that runs it. */
  static void kill(long taskAttemptId) throws IOException {
    executor.send(taskAttemptId);
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Driver implements DriverPlugin {
    private SparkContext spark;

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      spark = context;
      return Map.of();
    }

    @Override
    public Object receive(Object taskAttemptId) {
      spark.killTaskAttempt((Long) taskAttemptId, true, REASON);
      return null;
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      executor = context;
    }
  }
}
