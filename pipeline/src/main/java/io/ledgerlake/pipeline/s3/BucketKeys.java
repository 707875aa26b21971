package io.ledgerlake.pipeline.s3;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Has S3 derive the keys of objects from one of the bucket's, instead of asking KMS for each.
 * Iceberg's file IO has no word for it.
 */
final class BucketKeys implements ExecutionInterceptor {

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    if (request instanceof PutObjectRequest put) {
      return put.toBuilder().bucketKeyEnabled(true).build();
    } else if (request instanceof CreateMultipartUploadRequest begin) {
      return begin.toBuilder().bucketKeyEnabled(true).build();
    }
    return request;
  }
}
