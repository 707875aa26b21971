package io.ledgerlake.pipeline.s3;

import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the clients of Iceberg's S3 file IO, which knows this class by name. */
public final class IcebergS3Clients implements S3FileIOAwsClientFactory {

  private static final long serialVersionUID = 1L;

  private TreeMap<String, String> properties;

  /** Called by Iceberg. */
  public IcebergS3Clients() {}

  @Override
  public void initialize(Map<String, String> given) {
    this.properties = new TreeMap<>(given);
  }

  @Override
  public S3Client s3() {
    return S3Settings.of(properties).client();
  }
}
