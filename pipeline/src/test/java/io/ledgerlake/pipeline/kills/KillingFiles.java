package io.ledgerlake.pipeline.kills;

import io.ledgerlake.transforms.WorkerFiles;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.zone.AbandonableStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * The workers' files as they are, but that the first attempt at each {@link Victim} ends half way.
 */
public final class KillingFiles implements WorkerFiles {

  /** The Spark setting that names the folder of the {@link Attempts}. */
  public static final String FOLDER = "spark.ledgerlake.kills";

  private static final ThreadLocal<Boolean> WITHIN = ThreadLocal.withInitial(() -> false);

  private final PipelineOptions options;

  private KillingFiles(PipelineOptions options) {
    this.options = options;
  }

  /** Named in {@code META-INF/services} of the jar that is sent to the cluster. */
  public static final class Provider implements WorkerFiles.Provider {

    @Override
    public boolean knows(String uri) {
      return !WITHIN.get() && Victim.of(uri).isPresent();
    }

    @Override
    public WorkerFiles files(PipelineOptions options) {
      return new KillingFiles(options);
    }
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
    Victim victim = Victim.of(uri).orElseThrow();
    Attempts attempts = Attempts.in(Path.of(SparkEnv.get().conf().get(FOLDER)));
    boolean first =
        attempts.begin(
            new Attempts.Attempt(
                victim,
                TaskContext.get().taskAttemptId(),
                SparkEnv.get().executorId(),
                Files.exists(local(uri))));
    OutputStream real = real(uri).create(uri);
    if (first) {
      return new EndsHalfWay((AbandonableStream) real, victim.end(), attempts);
    }
    if (victim.end() == Victim.End.LATE) {
      EndsHalfWay.tellTheLateOne(attempts);
    }
    return real;
  }

  private static Path local(String uri) {
    return Path.of(FileSystems.matchNewResource(uri, false).toString());
  }
}
