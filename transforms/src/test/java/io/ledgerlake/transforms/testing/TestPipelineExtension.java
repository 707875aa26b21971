package io.ledgerlake.transforms.testing;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test method a {@link Pipeline} on the direct runner. Beam's own {@link TestPipeline} is a
 * JUnit 4 rule; like it, this fails a test that has built a pipeline and never run it, since a
 * {@code PAssert} only looks when the pipeline runs.
 *
 * <pre>{@code
 * @ExtendWith(TestPipelineExtension.class)
 * class XTest {
 *   @Test
 *   void doesThis(Pipeline pipeline) {
 *     PAssert.that(pipeline.apply(...)).containsInAnyOrder(...);
 *     pipeline.run().waitUntilFinish();
 *   }
 * }
 * }</pre>
 */
public final class TestPipelineExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TestPipelineExtension.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(Watched.class, new Watched());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Pipeline.class;
  }

  @Override
  public Pipeline resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Watched pipeline = context.getStore(NAMESPACE).get(Watched.class, Watched.class);
    pipeline.wanted = true;
    return pipeline;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Watched pipeline = context.getStore(NAMESPACE).remove(Watched.class, Watched.class);
    if (pipeline.wanted && !pipeline.ran && context.getExecutionException().isEmpty()) {
      throw new AssertionError("the test has been given a pipeline and has not run it");
    }
  }

  private static final class Watched extends Pipeline {
    private boolean wanted;
    private boolean ran;

    Watched() {
      super(TestPipeline.testingPipelineOptions());
    }

    @Override
    public PipelineResult run() {
      ran = true;
      return super.run();
    }
  }
}
