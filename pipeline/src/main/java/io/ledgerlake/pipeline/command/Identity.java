package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.pipeline.options.S3LakeOptions;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/**
 * Who gives a command, as far as the machine can tell: nobody can name somebody else. The journal
 * keeps it.
 */
final class Identity {

  private Identity() {}

  /**
   * Returns who is at work: for a lake on S3, whom the credentials belong to; else the user of this
   * process.
   *
   * @throws LakeException if the credentials cannot be asked whose they are
   */
  static String of(LakeOptions options) {
    if (!options.getLake().startsWith("s3://")) {
      return System.getProperty("user.name");
    }
    S3LakeOptions aws = options.as(S3LakeOptions.class);
    try {
      return aws.getS3Endpoint() == null ? ofAws(aws) : ofKey(aws.getAwsCredentialsProvider());
    } catch (SdkException e) {
      throw new LakeException(
          "The credentials cannot be asked whose they are: " + e.getMessage(),
          "Check the credentials and --awsRegion; the journal keeps who changes the lake",
          e);
    }
  }

  private static String ofAws(S3LakeOptions aws) {
    StsClientBuilder builder =
        StsClient.builder().credentialsProvider(aws.getAwsCredentialsProvider());
    if (aws.getAwsRegion() != null) {
      builder.region(aws.getAwsRegion());
    }
    try (StsClient sts = builder.build()) {
      return sts.getCallerIdentity().arn();
    }
  }

  /** A store that only speaks S3's protocol knows keys, and no service that tells whose. */
  private static String ofKey(AwsCredentialsProvider credentials) {
    return "access key " + credentials.resolveCredentials().accessKeyId();
  }
}
