package io.ledgerlake.pipeline.s3;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Has every download of a client taken up again where it broke off, whoever reads it: the SDK tries
 * a request again, but not the rest of an answer, and neither Beam's file system nor Iceberg's does
 * that. Below the SDK's own check of checksums, which so covers all parts of a download.
 */
final class ResumedDownloads implements ExecutionInterceptor {

  /** Made when the first download breaks; without this interceptor. They end with the JVM. */
  private static final Map<S3Settings, S3Client> CLIENTS = new ConcurrentHashMap<>();

  private final S3Settings settings;

  ResumedDownloads(S3Settings settings) {
    this.settings = settings;
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<InputStream> body = context.responseBody();
    if (body.isEmpty()
        || !context.httpResponse().isSuccessful()
        || !(context.request() instanceof GetObjectRequest request)) {
      return body;
    }
    Optional<ResumedDownload.Extent> extent = ResumedDownload.Extent.of(context.httpResponse());
    return extent.isEmpty()
        ? body
        : Optional.of(
            new ResumedDownload(body.get(), request, extent.get(), settings.retries(), this::rest));
  }

  private InputStream rest(GetObjectRequest request) {
    return CLIENTS
        .computeIfAbsent(settings, S3Settings::clientWithoutResumption)
        .getObject(request);
  }
}
