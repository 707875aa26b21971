package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What executes the pipeline. {@code --runner} itself is Beam's. */
@Group("The engine")
public interface EngineOptions extends PipelineOptions {

  @Description(
      "Worker threads when the pipeline runs inside this process; 0: one per core. The tables do"
          + " not depend on it.")
  @Default.Integer(0)
  int getParallelism();

  void setParallelism(int parallelism);
}
