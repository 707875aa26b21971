package io.ledgerlake.transforms;

import io.ledgerlake.transforms.csv.FileRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ServiceLoader;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A run's files as a worker reads and writes them in bulk. Beam's own file systems are what stands
 * when no {@link Provider} knows a place better: they can read an object as it is now, but not as
 * it was planned, and they cannot take back an upload that was begun. A local file is written under
 * another name until it is complete.
 *
 * <p>Implementations can be used from several threads.
 */
public interface WorkerFiles {

  /**
   * Opens the stored bytes of a range, exactly those that were planned where the place can tell.
   *
   * @return the bytes from the range's start on, of a compressed file from the first; at least to
   *     the range's end. The caller closes the stream
   * @throws IOException if the storage fails, or the file is not the one that was planned
   */
  InputStream open(FileRange range) throws IOException;

  /**
   * Creates a file, or replaces the one that is there. It comes to be when the stream is closed; an
   * {@link io.ledgerlake.transforms.zone.AbandonableStream} can be given up instead. An engine may
   * start a task again while it still runs elsewhere, so two may write the same file at once.
   */
  OutputStream create(String uri) throws IOException;

  /** Knows the files of some places; found with {@link ServiceLoader}, on every worker. */
  interface Provider {

    /** Returns whether these are the files for a place. */
    boolean knows(String uri);

    /** Returns the files as the options say that they are reached. */
    WorkerFiles files(PipelineOptions options);
  }

  /** Returns the files that a location is among. */
  static WorkerFiles of(String uri, PipelineOptions options) {
    // The jar that holds this holds the providers too; a thread of Spark's may know another loader.
    for (Provider provider :
        ServiceLoader.load(Provider.class, WorkerFiles.class.getClassLoader())) {
      if (provider.knows(uri)) {
        return provider.files(options);
      }
    }
    return new BeamFiles();
  }
}
