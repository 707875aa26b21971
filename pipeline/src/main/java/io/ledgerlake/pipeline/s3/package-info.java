/**
 * Amazon S3 as the driver, the workers and Iceberg reach it: one set of settings, objects read as
 * they were planned, uploads that can be taken back, and what S3 refuses told in words.
 */
package io.ledgerlake.pipeline.s3;
