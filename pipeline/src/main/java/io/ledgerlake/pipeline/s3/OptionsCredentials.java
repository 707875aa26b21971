package io.ledgerlake.pipeline.s3;

import java.util.Map;
import org.apache.beam.sdk.io.aws2.options.AwsSerializableUtils;
import org.apache.iceberg.aws.AwsClientProperties;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Gives Iceberg the credentials that Beam's options name. Iceberg makes it by its class name and
 * the properties that begin with the property that names it.
 */
public final class OptionsCredentials implements AwsCredentialsProvider {

  private static final String JSON = "json";

  /** The catalog property that holds Beam's JSON of the credentials provider. */
  static final String PROPERTY = AwsClientProperties.CLIENT_CREDENTIALS_PROVIDER + "." + JSON;

  private final AwsCredentialsProvider provider;

  private OptionsCredentials(AwsCredentialsProvider provider) {
    this.provider = provider;
  }

  /** Called by Iceberg. */
  public static OptionsCredentials create(Map<String, String> properties) {
    return new OptionsCredentials(
        AwsSerializableUtils.deserializeAwsCredentialsProvider(properties.get(JSON)));
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return provider.resolveCredentials();
  }
}
