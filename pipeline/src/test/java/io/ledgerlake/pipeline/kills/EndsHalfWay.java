package io.ledgerlake.pipeline.kills;

import io.ledgerlake.transforms.zone.AbandonableStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.shuffle.MetadataFetchFailedException;
import org.apache.spark.util.TaskCompletionListener;
import org.apache.spark.util.TaskFailureListener;

/** Writes the half of what it gets first, and meets its {@link Victim.End}. */
public final class EndsHalfWay extends AbandonableStream {

  private static final long LIMIT_SECONDS = 60;

  /**
   * The shuffle that groups the run's records. Spark numbers those of the first job from its end:
   * what was found, who asks for which data file, the records. It must be one that the failing
   * stage reads, since Spark forgets the others when their job is done; its output is all there.
   */
  private static final int RECORDS_SHUFFLE = 2;

  private static final String FINISHED = "finished elsewhere";

  /** Noted when the late attempt has given its file up, after another has written all of it. */
  public static final String TOO_LATE = "given up too late";

  private final AbandonableStream real;
  private final Victim.End end;
  private final Attempts attempts;
  private boolean ended;

  EndsHalfWay(AbandonableStream real, Victim.End end, Attempts attempts) {
    this.real = real;
    this.end = end;
    this.attempts = attempts;
  }

  /**
   * Has the current task, when all of it is done, tell the late attempt to end, and wait for that.
   */
  static void tellTheLateOne(Attempts attempts) {
    boolean[] failed = {false};
    TaskContext.get().addTaskFailureListener((TaskFailureListener) (task, e) -> failed[0] = true);
    TaskContext.get()
        .addTaskCompletionListener(
            (TaskCompletionListener)
                task -> {
                  if (!failed[0]) {
                    meet(attempts);
                  }
                });
  }

  private static void meet(Attempts attempts) {
    try {
      attempts.note(FINISHED);
      attempts.await(TOO_LATE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
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
    switch (end) {
      case TASK -> {
        KillPlugin.kill(TaskContext.get().taskAttemptId());
        awaitTheKill();
      }
      case EXECUTOR -> {
        killThisProcess();
        awaitTheKill();
      }
      case LATE -> {
        attempts.await(FINISHED);
        throw new InterruptedIOException("the task was given up before");
      }
      case STAGE -> {
        attempts.await(Attempts.begun(Victim.LATE_DATA));
        throw new IOException(fetchFailure());
      }
    }
  }

  /** Made in a task, it is what the task has failed of, whatever is thrown in the end. */
  private static Exception fetchFailure() {
    return new MetadataFetchFailedException(
        RECORDS_SHUFFLE, TaskContext.getPartitionId(), "nothing was left for the test");
  }

  private static void killThisProcess() throws IOException {
    String pid = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", "-9", pid).inheritIO().start();
  }

  private void awaitTheKill() throws IOException {
    try {
      boolean never = new CountDownLatch(1).await(LIMIT_SECONDS, TimeUnit.SECONDS);
      throw new IllegalStateException("no end by " + end + ": " + never);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the task was killed");
    }
  }

  /** Completes nothing after a failed write, as the real ones do not. */
  @Override
  public void close() throws IOException {
    abandon();
  }

  @Override
  public void abandon() throws IOException {
    real.abandon();
    if (end == Victim.End.LATE && attempts.has(FINISHED)) {
      attempts.note(TOO_LATE);
    }
  }
}
