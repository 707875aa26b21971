package io.ledgerlake.pipeline.kills;

import io.ledgerlake.transforms.WorkerFiles;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.zone.AbandonableStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * The workers' files as they are, but that the first attempt at two of them ends half way: at the
 * condemned rows of shard 0 the driver kills the task, at those of shard 1 the executor's process
 * is killed by the signal that no process can catch.
 */
public final class KillingFiles implements WorkerFiles {

  /** The Spark setting that names the folder where it is noted what was killed. */
  public static final String FOLDER = "spark.ledgerlake.kills";

  /** The file that says that a task was killed. */
  public static final String TASK = "task";

  /** The file that says that an executor was killed. */
  public static final String EXECUTOR = "executor";

  private static final long LIMIT_SECONDS = 60;
  private static final ThreadLocal<Boolean> WITHIN = ThreadLocal.withInitial(() -> false);

  private final PipelineOptions options;

  private KillingFiles(PipelineOptions options) {
    this.options = options;
  }

  /** Named in {@code META-INF/services} of the jar that is sent to the cluster. */
  public static final class Provider implements WorkerFiles.Provider {

    @Override
    public boolean knows(String uri) {
      return !WITHIN.get() && !victim(uri).isEmpty();
    }

    @Override
    public WorkerFiles files(PipelineOptions options) {
      return new KillingFiles(options);
    }
  }

  /** What is condemned is written last, after files of the other zones. */
  private static String victim(String uri) {
    if (!uri.contains("/condemned/")) {
      return "";
    } else if (uri.endsWith("-00000.parquet")) {
      return TASK;
    }
    return uri.endsWith("-00001.parquet") ? EXECUTOR : "";
  }

  /** Returns the files that would be used without this. */
  private WorkerFiles real(String uri) {
    WITHIN.set(true);
    try {
      return WorkerFiles.of(uri, options);
    } finally {
      WITHIN.set(false);
    }
  }

  @Override
  public InputStream open(FileRange range) throws IOException {
    return real(range.uri()).open(range);
  }

  @Override
  public OutputStream create(String uri) throws IOException {
    OutputStream real = real(uri).create(uri);
    return isFirst(victim(uri)) ? new EndsHalfWay(real, victim(uri)) : real;
  }

  private static boolean isFirst(String victim) throws IOException {
    String folder = SparkEnv.get().conf().get(FOLDER);
    try {
      Files.writeString(
          Files.createFile(Path.of(folder, victim)), Long.toString(ProcessHandle.current().pid()));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static final class EndsHalfWay extends AbandonableStream {
    private final OutputStream real;
    private final String victim;
    private boolean ended;

    EndsHalfWay(OutputStream real, String victim) {
      this.real = real;
      this.victim = victim;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (ended) {
        throw new InterruptedIOException("the task was killed before");
      }
      ended = true;
      real.write(bytes, from, count / 2);
      if (victim.equals(TASK)) {
        KillPlugin.kill(TaskContext.get().taskAttemptId());
      } else {
        killThisProcess();
      }
      awaitTheEnd();
    }

    private static void killThisProcess() throws IOException {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-9", pid).inheritIO().start();
    }

    private void awaitTheEnd() throws IOException {
      try {
        boolean never = new CountDownLatch(1).await(LIMIT_SECONDS, TimeUnit.SECONDS);
        throw new IllegalStateException(victim + " was not killed: " + never);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the task was killed");
      }
    }

    @Override
    public void close() throws IOException {
      if (ended) {
        abandon();
      } else {
        real.close();
      }
    }

    @Override
    public void abandon() {
      AbandonableStream.giveUp(real, new IllegalStateException("given up"));
    }
  }
}
