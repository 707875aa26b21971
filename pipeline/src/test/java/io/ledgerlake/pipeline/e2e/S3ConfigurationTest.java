package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.locals3.Fault;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.pipeline.s3.LocalS3;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is set up wrongly on AWS is told in one line, with what to do, and publishes nothing. */
@ExtendWith(LocalS3.class)
class S3ConfigurationTest {

  private static final int FAILED = 1;
  private static final int BAD_INPUT = 2;

  @TempDir Path folder;
  private S3Fixture s3;

  @BeforeEach
  void open() throws IOException {
    s3 = new S3Fixture(folder);
    s3.put("feed.csv", BadInputFixture.feed("T", 3));
  }

  @AfterEach
  void close() {
    s3.close();
  }

  private void fails(int exitCode, String happened, String nextStep, String... args) {
    IngestFixture.Answer answer = s3.ingest(args);

    assertThat(answer.err().lines().filter(line -> !line.endsWith("...")))
        .as(answer.all())
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("ledgerlake ingest").contains(happened),
            line -> assertThat(line).startsWith("  ").contains(nextStep));
    assertThat(answer.exitCode()).isEqualTo(exitCode);
    assertThat(answer.out()).isEmpty();
    s3.relay().mend();
    assertThat(s3.publishedNothing()).isTrue();
  }

  @Test
  void missingBucketOfTheLake() {
    fails(
        BAD_INPUT,
        "Cannot create s3://no-such-bucket/lake/runs/transactions/.writable: the bucket does not"
            + " exist (NoSuchBucket",
        "Correct the bucket's name in --lake or --input, or create it",
        "--lake=s3://no-such-bucket/lake");
  }

  @Test
  void missingBucketOfTheInput() {
    fails(
        BAD_INPUT,
        "Cannot list s3://no-such-bucket/drop: the bucket does not exist",
        "Correct the bucket's name in --lake or --input",
        "--input=s3://no-such-bucket/drop");
  }

  @Test
  void deniedWriting() {
    s3.relay().breakAll(call -> call.is(Kind.PUT, "/lake/runs/"), Fault.accessDenied());

    fails(
        FAILED,
        ".writable: access is denied (AccessDenied, Access Denied).",
        "Allow the role that runs LedgerLake to do that (docs/aws.md lists what it needs)");
  }

  @Test
  void deniedListing() {
    s3.relay().breakAll(call -> call.query().contains("raw"), Fault.accessDenied());

    fails(
        FAILED,
        "Cannot list s3://" + s3.bucket() + "/lake/raw/transactions: access is denied",
        "Allow the role that runs LedgerLake");
  }

  @Test
  void deniedReading() {
    s3.relay().breakAll(call -> call.is(Kind.GET, "feed.csv"), Fault.accessDenied());

    fails(FAILED, "feed.csv: access is denied", "Allow the role that runs LedgerLake");
  }

  /** Iceberg writes these, with its own client. */
  @Test
  void deniedTableMetadata() {
    s3.relay().breakAll(call -> call.is(Kind.PUT, "/metadata/"), Fault.accessDenied());

    fails(FAILED, "access is denied", "Allow the role that runs LedgerLake");
  }

  @Test
  void deniedKey() {
    s3.relay()
        .breakAll(
            call -> call.is(Kind.PUT, "/lake/runs/"),
            Fault.answer(400, "KMS.DisabledException", "arn:aws:kms:key is disabled."));

    fails(FAILED, "the encryption key cannot be used", "Check --kmsKey", "--kmsKey=alias/lake");
  }

  @Test
  void bucketWithoutObjectLock() {
    s3.relay().withoutObjectLock();

    fails(
        BAD_INPUT,
        "0000000001.json: the bucket has no Object Lock (InvalidRequest, Bucket is missing",
        "Switch Object Lock on for the bucket, or leave --objectLockMode out.",
        "--objectLockMode=COMPLIANCE");
  }

  @Test
  void retentionThatHasPassed() {
    s3.relay()
        .breakAll(
            call -> !call.header("x-amz-object-lock-mode").isEmpty(),
            Fault.answer(400, "InvalidArgument", "The retain until date must be in the future!"));

    fails(
        BAD_INPUT,
        "0000000001.json: the time until which it is to be kept has passed (InvalidArgument",
        "Give a larger --objectLockYears: they are counted from --ingestedAt.",
        "--objectLockMode=GOVERNANCE");
  }

  @Test
  void wrongRegion() {
    s3.relay()
        .breakAll(
            call -> true,
            new Fault.Answer(
                301,
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified"
                    + " endpoint.",
                Map.of("x-amz-bucket-region", "eu-west-1")));

    fails(BAD_INPUT, "the bucket is in another region", "Give --awsRegion=eu-west-1.");
  }

  @Test
  void expiredCredentials() {
    s3.relay()
        .breakAll(
            call -> true, Fault.answer(400, "ExpiredToken", "The provided token has expired."));

    fails(
        FAILED,
        "the credentials have expired (ExpiredToken, The provided token has expired.)",
        "Sign in again, or renew the session, and run again with the same --runId.");
  }

  @Test
  void credentialsThatExpireWhileTheRowsAreOnTheirWay() {
    s3.relay()
        .breakAll(
            call -> call.is(Kind.PUT, "/data/"),
            Fault.answer(400, "ExpiredToken", "The provided token has expired."));

    fails(FAILED, "the credentials have expired", "Sign in again");
  }

  @Test
  void unknownCredentials() {
    s3.relay()
        .breakAll(
            call -> true,
            Fault.answer(403, "InvalidAccessKeyId", "The AWS Access Key Id does not exist."));

    fails(FAILED, "the credentials are not known there", "Check the profile");
  }

  @Test
  void noCredentials() {
    fails(
        BAD_INPUT,
        "there are no AWS credentials",
        "Sign in, name a profile with AWS_PROFILE, or give the job a role.",
        "--awsCredentialsProvider={\"@type\":\"EnvironmentVariableCredentialsProvider\"}");
  }

  @Test
  void overloadThatDoesNotPass() {
    s3.relay().breakAll(call -> call.is(Kind.GET, "feed.csv"), Fault.slowDown());

    fails(
        FAILED,
        "feed.csv: the service is overloaded (SlowDown, Please reduce your request rate.)",
        "Run again with the same --runId; if it stays so, raise --s3Retries.",
        "--s3Retries=1");
  }

  @Test
  void unreachableEndpoint() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    fails(
        FAILED,
        "S3 cannot be reached (",
        "Check --s3Endpoint, --awsRegion and the network",
        "--s3Endpoint=http://127.0.0.1:" + closed,
        "--s3Retries=1");
  }

  @Test
  void unknownCatalog() {
    fails(
        BAD_INPUT,
        "--catalog=nessie is no catalog that LedgerLake knows.",
        "Write one of hadoop, glue, rest, jdbc.",
        "--catalog=nessie");
  }

  @Test
  void unreachableCatalog() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (S3Fixture other =
        new S3Fixture(
            List.of("--catalog=rest", "--catalogProperty=uri=http://127.0.0.1:" + closed))) {
      IngestFixture.Answer answer = other.ingest();

      assertThat(answer.exitCode()).as(answer.all()).isEqualTo(FAILED);
      assertThat(answer.err())
          .contains("The Iceberg catalog rest could not be opened: ")
          .contains("\n  Check --catalog and each --catalogProperty");
      assertThat(other.objects("")).isEmpty();
    }
  }
}
