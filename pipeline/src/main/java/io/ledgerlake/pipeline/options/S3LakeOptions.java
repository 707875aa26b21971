package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import software.amazon.awssdk.regions.Region;

/**
 * How S3 is reached, by Beam's own file system, by Iceberg's, and by the driver alike. Credentials
 * are the AWS SDK's business: a role, a profile, or environment variables; Beam's {@code
 * --awsCredentialsProvider} is taken too.
 */
@Group("Amazon S3")
public interface S3LakeOptions extends S3Options {

  @Override
  @Description(
      "The AWS region of the buckets, such as eu-central-1. Without it: AWS_REGION, the profile's, or"
          + " the machine's own.")
  @Default.InstanceFactory(AwsOptions.AwsRegionFactory.class)
  Region getAwsRegion();

  @Override
  void setAwsRegion(Region region);

  @Description("Another place than Amazon's that speaks S3, as http://host:port.")
  String getS3Endpoint();

  void setS3Endpoint(String endpoint);

  @Description(
      "Put the bucket's name into the path instead of the host name; what stands in for S3 mostly"
          + " wants it.")
  @Default.Boolean(false)
  boolean getS3PathStyle();

  void setS3PathStyle(boolean pathStyle);

  @Description(
      "The KMS key that everything written is encrypted with (SSE-KMS): its ARN, id or alias. Without"
          + " it, the bucket's own default.")
  String getKmsKey();

  void setKmsKey(String key);

  @Description(
      "Megabytes that are held in memory of each file that is being written, 5 to 512; also the size"
          + " of an upload's parts.")
  @Default.Integer(8)
  int getS3BufferMegabytes();

  void setS3BufferMegabytes(int megabytes);

  @Description(
      "How often a request that S3 answered with 503 or not at all is tried again, with growing"
          + " pauses; also how often a broken download is resumed.")
  @Default.Integer(10)
  int getS3Retries();

  void setS3Retries(int retries);

  @Description("Seconds of silence after which a connection to S3 is given up, and tried again.")
  @Default.Integer(30)
  int getS3TimeoutSeconds();

  void setS3TimeoutSeconds(int seconds);

  @Description(
      "Lock what is final against change and deletion (S3 Object Lock): journal entries from their"
          + " creation on, manifests and condemned data files when they are published. COMPLIANCE"
          + " binds everybody, GOVERNANCE all who may not bypass it. The buckets need Object Lock.")
  @Default.Enum("NONE")
  ObjectLock getObjectLockMode();

  void setObjectLockMode(ObjectLock mode);

  @Description("Years for which what is final is locked, counted from the run's --ingestedAt.")
  @Default.Integer(7)
  int getObjectLockYears();

  void setObjectLockYears(int years);

  /** Whether and how strictly what is final is locked. */
  enum ObjectLock {
    NONE,
    GOVERNANCE,
    COMPLIANCE
  }
}
