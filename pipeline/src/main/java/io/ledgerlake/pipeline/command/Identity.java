package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.LakeOptions;
import io.ledgerlake.pipeline.options.S3LakeOptions;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/** Who gives a command: what the credentials say where there are any. The journal keeps it. */
final class Identity {

  private Identity() {}

  /** Returns who it is, as far as the machine can tell: see {@link #of(LakeOptions, String)}. */
  static String of(LakeOptions options) {
    return of(options, null);
  }

  /**
   * Returns who it is: on S3 whom the credentials belong to, else the user of this process.
   *
   * @param by who it is said to be, or null
   * @throws UserError if somebody is named where credentials tell, or they tell nothing
   */
  static String of(LakeOptions options, String by) {
    if (!options.getLake().startsWith("s3://")) {
      return by == null ? System.getProperty("user.name") : by;
    }
    if (by != null) {
      throw new UserError(
          "--by=" + by + " cannot be given on s3://: there the AWS credentials say who decides.",
          "Leave --by out, and use the credentials of the person who decides.");
    }
    return ofCredentials(options.as(S3LakeOptions.class));
  }

  private static String ofCredentials(S3LakeOptions options) {
    try {
      return options.getS3Endpoint() == null || isStsNamed()
          ? ofAws(options)
          : ofKey(options.getAwsCredentialsProvider());
    } catch (SdkException e) {
      throw new UserError(
          "The AWS credentials do not say who decides: " + e.getMessage(),
          "Give credentials that may call sts:GetCallerIdentity, and --awsRegion.",
          UserError.BAD_INPUT,
          e);
    }
  }

  /** Returns whether the SDK is told of a service that knows whose keys are whose. */
  private static boolean isStsNamed() {
    return System.getProperty("aws.endpointUrlSts") != null
        || System.getenv("AWS_ENDPOINT_URL_STS") != null;
  }

  private static String ofAws(S3LakeOptions options) {
    StsClientBuilder builder =
        StsClient.builder()
            .credentialsProvider(options.getAwsCredentialsProvider())
            .httpClientBuilder(ApacheHttpClient.builder());
    if (options.getAwsRegion() != null) {
      builder.region(options.getAwsRegion());
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
