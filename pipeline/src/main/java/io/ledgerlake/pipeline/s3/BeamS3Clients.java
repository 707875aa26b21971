package io.ledgerlake.pipeline.s3;

import org.apache.beam.sdk.io.aws2.options.S3ClientBuilderFactory;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.io.aws2.s3.DefaultS3ClientBuilderFactory;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the clients of Beam's S3 file system, which knows this class by name. */
public final class BeamS3Clients implements S3ClientBuilderFactory {

  /** Called by Beam. */
  public BeamS3Clients() {}

  @Override
  public S3ClientBuilder createBuilder(S3Options options) {
    return S3Settings.of(options)
        .configure(new DefaultS3ClientBuilderFactory().createBuilder(options));
  }
}
