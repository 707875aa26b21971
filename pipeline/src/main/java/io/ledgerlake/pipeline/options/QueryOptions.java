package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What the embedded query engine may use. */
@Group("The query engine")
public interface QueryOptions extends PipelineOptions {

  @Description("Threads of the query engine; 0: one per core.")
  @Default.Integer(0)
  int getQueryThreads();

  void setQueryThreads(int threads);

  @Description("Memory in MB that the query engine may use before it goes to disk.")
  @Default.Integer(2048)
  int getQueryMemory();

  void setQueryMemory(int megabytes);

  @Description(
      "Of a lake on S3: MB of data files that may be fetched to this machine for a question. Only those"
          + " that it needs are.")
  @Default.Integer(4096)
  int getFetchMegabytes();

  void setFetchMegabytes(int megabytes);
}
