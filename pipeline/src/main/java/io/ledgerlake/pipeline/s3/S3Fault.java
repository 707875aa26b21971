package io.ledgerlake.pipeline.s3;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Turns what Amazon's services and their client say into what a person can act on: one line of what
 * happened and one of what to do.
 */
public final class S3Fault {

  private static final int DEPTH = 64;

  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");

  private static final Set<String> UNKNOWN_IDENTITY =
      Set.of(
          "InvalidAccessKeyId",
          "InvalidToken",
          "InvalidClientTokenId",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  private static final Set<String> WRONG_REGION =
      Set.of(
          "PermanentRedirect",
          "TemporaryRedirect",
          "Redirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException");

  private static final Set<String> BUSY =
      Set.of(
          "SlowDown",
          "ServiceUnavailable",
          "Throttling",
          "ThrottlingException",
          "TooManyRequestsException",
          "RequestLimitExceeded",
          "InternalError");

  private static final List<Class<? extends IOException>> UNREACHABLE =
      List.of(
          UnknownHostException.class,
          ConnectException.class,
          NoRouteToHostException.class,
          SocketTimeoutException.class);

  private S3Fault() {}

  /** Returns the exception for something that could not be done with an object or a folder. */
  public static IOException of(String what, Object location, SdkException cause) {
    return new IOException("cannot " + what + " " + location + ": " + reason(cause), cause);
  }

  /** Returns S3's name for what is wrong, or an empty text where it sent none. */
  static String code(SdkException e) {
    return e instanceof AwsServiceException service
            && service.awsErrorDetails() != null
            && service.awsErrorDetails().errorCode() != null
        ? service.awsErrorDetails().errorCode()
        : "";
  }

  private static String reason(SdkException e) {
    if (e instanceof AwsServiceException service) {
      String said =
          service.awsErrorDetails() == null ? null : service.awsErrorDetails().errorMessage();
      String code = code(e).isEmpty() ? "HTTP status " + service.statusCode() : code(e);
      return said == null || said.isBlank() || said.equals(code) ? code : code + ", " + said;
    }
    Throwable root = rootOf(e);
    return root == e
        ? String.valueOf(e.getMessage())
        : root.getClass().getSimpleName() + ", " + root.getMessage();
  }

  /**
   * Returns what to tell about a failure that an Amazon service, or the way to it, is the cause of.
   * Failures of workers arrive wrapped several times over, so the whole chain is looked at.
   */
  public static Optional<UserError> explain(Throwable failure) {
    String what = null;
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEPTH; depth++) {
      String message = String.valueOf(at.getMessage());
      if (what == null && at instanceof IOException && message.startsWith("cannot ")) {
        what = message.split(": ", 2)[0];
      }
      if (at instanceof ResumedDownload.BrokenOff download) {
        return told(capital(download.what()), capital(download.nextStep()), false, failure);
      } else if (at instanceof SdkException sdk) {
        String subject = what == null ? "An AWS service could not be used" : capital(what);
        return explain(subject, sdk, failure);
      }
      at = at.getCause();
    }
    return Optional.empty();
  }

  private static Optional<UserError> explain(String subject, SdkException e, Throwable whole) {
    String code = code(e);
    int status = e instanceof AwsServiceException service ? service.statusCode() : 0;
    String because = subject + ": ";
    String reason = " (" + reason(e) + ")";
    if (code.equals("NoSuchBucket")) {
      return told(
          because + "the bucket does not exist" + reason,
          "Correct the bucket's name in --lake or --input, or create it; LedgerLake creates none",
          true,
          whole);
    } else if (EXPIRED.contains(code)) {
      return told(
          because + "the credentials have expired" + reason,
          "Sign in again, or renew the session, and run again with the same --runId",
          false,
          whole);
    } else if (UNKNOWN_IDENTITY.contains(code)) {
      return told(
          because + "the credentials are not known there" + reason,
          "Check the profile, the environment variables or the role that the credentials come from",
          false,
          whole);
    } else if (WRONG_REGION.contains(code) || status == 301) {
      return told(
          because + "the bucket is in another region" + reason,
          region(e)
              .map(r -> "Give --awsRegion=" + r)
              .orElse("Give the bucket's own region with --awsRegion"),
          true,
          whole);
    } else if (code.startsWith("KMS.")) {
      return told(
          because + "the encryption key cannot be used" + reason,
          "Check --kmsKey, and that the key is enabled and lets the role encrypt and decrypt",
          false,
          whole);
    } else if (reason.contains("Object Lock Configuration")) {
      return told(
          because + "the bucket has no Object Lock" + reason,
          "Switch Object Lock on for the bucket, or leave --objectLockMode out",
          true,
          whole);
    } else if (reason.contains("retain until date")) {
      return told(
          because + "the time until which it is to be kept has passed" + reason,
          "Give a larger --objectLockYears: they are counted from --ingestedAt",
          true,
          whole);
    } else if (status == 403) {
      return told(
          because + "access is denied" + reason,
          "Allow the role that runs LedgerLake to do that (docs/aws.md lists what it needs), then run"
              + " again with the same --runId",
          false,
          whole);
    } else if (BUSY.contains(code) || status == 503 || status == 429 || status == 500) {
      return told(
          because + "the service is overloaded" + reason,
          "Run again with the same --runId; if it stays so, raise --s3Retries",
          false,
          whole);
    }
    return e instanceof SdkClientException ? explainClient(because, e, whole) : Optional.empty();
  }

  private static Optional<UserError> explainClient(
      String because, SdkException e, Throwable whole) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Unable to load credentials")) {
      return told(
          because + "there are no AWS credentials",
          "Sign in, name a profile with AWS_PROFILE, or give the job a role",
          true,
          whole);
    } else if (message.contains("Unable to load region")) {
      return told(because + "no AWS region is set", "Give --awsRegion", true, whole);
    }
    // So says the SDK when there was no answer to any try, whatever the HTTP client calls that.
    return isUnreachable(e) || message.startsWith("Unable to execute HTTP request")
        ? told(
            because + "S3 cannot be reached (" + reason(e) + ")",
            "Check --s3Endpoint, --awsRegion and the network, then run again with the same --runId",
            false,
            whole)
        : Optional.empty();
  }

  /** Returns whether something fails because nobody answers. */
  public static boolean isUnreachable(Throwable failure) {
    Throwable root = rootOf(failure);
    return UNREACHABLE.stream().anyMatch(kind -> kind.isInstance(root));
  }

  private static Optional<UserError> told(
      String what, String nextStep, boolean badInput, Throwable cause) {
    return Optional.of(
        badInput
            ? LakeException.badInput(what, nextStep, cause)
            : new LakeException(what, nextStep, cause));
  }

  private static Optional<String> region(SdkException e) {
    return e instanceof AwsServiceException service && service.awsErrorDetails() != null
        ? Optional.ofNullable(service.awsErrorDetails().sdkHttpResponse())
            .flatMap(r -> r.firstMatchingHeader("x-amz-bucket-region"))
        : Optional.empty();
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    for (int depth = 0; root.getCause() != null && depth < DEPTH; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
