package io.ledgerlake.pipeline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.locals3.Fault;
import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.locals3.S3Relay;
import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.options.S3LakeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** A download that breaks off goes on where it broke, whoever reads it. */
@ExtendWith(LocalS3.class)
class ResumedDownloadsTest {

  private static final int LENGTH = 1 << 20;
  private static final String BUCKET = "downloads";
  private static final S3Location OBJECT = new S3Location(BUCKET, "data/file.parquet");

  /** Who reads: our own code, Iceberg's file IO, and Beam's file system. */
  private enum Reader {
    OURS {
      @Override
      InputStream open(S3LakeOptions options) throws IOException {
        return new PinnedObject(S3.of(options), OBJECT, Optional.empty(), 0, -1);
      }
    },
    ICEBERG {
      @Override
      SeekableInputStream open(S3LakeOptions options) {
        S3FileIO io = new S3FileIO();
        io.initialize(S3.catalogProperties(options));
        return io.newInputFile(OBJECT.toString()).newStream();
      }
    },
    BEAM {
      @Override
      InputStream open(S3LakeOptions options) throws IOException {
        S3.prepare(options);
        FileSystems.setDefaultPipelineOptions(options);
        return Channels.newInputStream(
            FileSystems.open(FileSystems.matchNewResource(OBJECT.toString(), false)));
      }
    };

    abstract InputStream open(S3LakeOptions options) throws IOException;
  }

  private final byte[] bytes = bytes(1);
  private S3Relay relay;
  private S3LakeOptions options;

  @BeforeEach
  void put() throws IOException {
    relay = new S3Relay(LocalS3.server().endpoint());
    options = LocalS3.options(relay.endpoint());
    options.setS3Retries(2);
    LocalS3.server().createBucket(BUCKET);
    store(bytes);
  }

  @AfterEach
  void remove() {
    relay.mend();
    S3.of(options).client().deleteObject(r -> r.bucket(BUCKET).key(OBJECT.key()));
    S3.of(options).client().deleteBucket(r -> r.bucket(BUCKET));
    relay.close();
  }

  private static byte[] bytes(long seed) {
    byte[] bytes = new byte[LENGTH];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void store(byte[] content) {
    S3.of(options)
        .client()
        .putObject(r -> r.bucket(BUCKET).key(OBJECT.key()), RequestBody.fromBytes(content));
    relay.forget();
  }

  private List<String> ranges() {
    return relay.calls().stream()
        .filter(call -> call.kind() == Kind.GET)
        .map(call -> call.headers().getOrDefault("range", "all"))
        .toList();
  }

  private static boolean isDownload(S3Call call) {
    return call.kind() == Kind.GET;
  }

  @ParameterizedTest
  @EnumSource
  void everyReaderGetsTheWholeOfIt(Reader reader) throws IOException {
    relay.breakNext(2, ResumedDownloadsTest::isDownload, new Fault.CutShort(300_000));

    try (InputStream in = reader.open(options)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }

    assertThat(relay.mend()).as("breakages that did not happen").isZero();
    assertThat(ranges())
        .hasSize(3)
        .endsWith("bytes=300000-" + (LENGTH - 1), "bytes=600000-" + (LENGTH - 1));
  }

  @Test
  void aRangeGoesOnWhereItBroke() throws IOException {
    relay.breakNext(1, ResumedDownloadsTest::isDownload, new Fault.CutShort(1_000));

    try (InputStream in = new PinnedObject(S3.of(options), OBJECT, Optional.empty(), 500, 9_500)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 500, 9_500));
    }

    assertThat(ranges()).containsExactly("bytes=500-9499", "bytes=1500-9499");
  }

  @ParameterizedTest
  @EnumSource
  void whatBreaksOffTooOftenSaysSoAndWhatToDo(Reader reader) throws IOException {
    relay.breakNext(3, ResumedDownloadsTest::isDownload, new Fault.CutShort(100_000));

    try (InputStream in = reader.open(options)) {
      assertThatThrownBy(in::readAllBytes)
          .satisfies(
              thrown -> {
                UserError told = S3Fault.explain(thrown).orElseThrow();
                assertThat(told)
                    .hasMessageStartingWith(
                        "The download of "
                            + OBJECT
                            + " broke off 3 times, the last time at byte 300000");
                assertThat(told.nextStep()).startsWith("Check the connection to S3");
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRestOfAnotherContentIsNotTaken(Reader reader) throws IOException {
    relay.breakNext(1, ResumedDownloadsTest::isDownload, new Fault.CutShort(300_000));

    try (InputStream in = reader.open(options)) {
      assertThat(in.readNBytes(100_000)).hasSize(100_000);
      store(bytes(2));

      assertThatThrownBy(in::readAllBytes)
          .satisfies(
              thrown ->
                  assertThat(S3Fault.explain(thrown).orElseThrow())
                      .hasMessage("The object " + OBJECT + " was replaced while it was read."));
    }
  }
}
