package io.ledgerlake.pipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.locals3.Fault;
import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.pipeline.command.Approve;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.transforms.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is final is locked, object by object. The relay stands in for S3's Object Lock, with what it
 * asks of requests; it keeps nobody from deleting.
 */
@ExtendWith(LocalS3.class)
class S3RetentionTest {

  private static final String AT = "--ingestedAt=2024-04-01T02:00:00Z";
  private static final String COMPLIANCE = "--objectLockMode=COMPLIANCE";

  @TempDir Path folder;
  private S3Fixture s3;

  @BeforeEach
  void open() throws IOException {
    s3 = new S3Fixture(folder);
    String row = "T1,C1,1.00,EUR,2024-03-01T10:00:00Z\n";
    s3.put("feed.csv", IngestFixture.HEADER + row + row + "T2,C1,x,EUR,2024-03-01T10:00:00Z\n");
  }

  @AfterEach
  void close() {
    s3.close();
  }

  private Map<String, String> lockedUntil(String how) {
    String lake = "/" + s3.bucket() + "/lake";
    return Map.of(
        lake + "/runs/transactions/chain/0000000001.json",
        how,
        lake + "/runs/transactions/r-1/manifest.json",
        how,
        lake + "/condemned/transactions/data/ingest_date=2024-04-01/r-1-p1-00000.parquet",
        how);
  }

  private List<S3Call> calls(Predicate<S3Call> which) {
    return s3.relay().calls().stream().filter(which).toList();
  }

  @Test
  void journalManifestAndCondemnedDataAreLockedAsLongAsTheLogicalTimeSays() {
    IngestFixture.Answer answer = s3.ingest("--runId=r-1", AT, COMPLIANCE);

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(s3.relay().locked()).isEqualTo(lockedUntil("COMPLIANCE 2031-04-01T02:00:00Z"));
  }

  @Test
  void modeAndYearsAreThoseOfTheOptions() {
    s3.ingest("--runId=r-1", AT, "--objectLockMode=GOVERNANCE", "--objectLockYears=10");

    assertThat(s3.relay().locked()).isEqualTo(lockedUntil("GOVERNANCE 2034-04-01T02:00:00Z"));
  }

  /** The entry decides: between its creation and a lock that comes later it could be replaced. */
  @Test
  void journalEntryIsLockedByTheRequestThatCreatesIt() {
    s3.ingest("--runId=r-1", AT, COMPLIANCE);

    assertThat(calls(call -> call.path().contains("/chain/") && call.method().equals("PUT")))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.kind()).isEqualTo(Kind.PUT);
              assertThat(call.header("if-none-match")).isEqualTo("*");
              assertThat(call.header("x-amz-object-lock-mode")).isEqualTo("COMPLIANCE");
              assertThat(call.header("x-amz-object-lock-retain-until-date"))
                  .isEqualTo("2031-04-01T02:00:00Z");
              assertThat(call.header("x-amz-sdk-checksum-algorithm")).isEqualTo("CRC32");
            });
  }

  @Test
  void nothingIsVisibleThatIsNotLockedAndTheNextAttemptGoesOn() {
    s3.relay().breakAll(call -> call.kind() == Kind.PUT_RETENTION, Fault.accessDenied());

    IngestFixture.Answer denied = s3.ingest("--runId=r-1", AT, COMPLIANCE);

    assertThat(denied.exitCode()).as(denied.all()).isEqualTo(1);
    assertThat(denied.err()).contains("Cannot lock s3://", "manifest.json: access is denied");
    assertThat(s3.records(Zone.CONDEMNED)).isEmpty();
    assertThat(s3.records(Zone.PROCESSED)).isEmpty();

    s3.relay().mend();
    IngestFixture.Answer again = s3.ingest("--runId=r-1", AT, COMPLIANCE);

    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(s3.records(Zone.CONDEMNED)).hasSize(1);
    assertThat(s3.relay().locked()).isEqualTo(lockedUntil("COMPLIANCE 2031-04-01T02:00:00Z"));
  }

  /** Killed after the locks: the next attempt asks for the very same, which S3 grants. */
  @Test
  void lockingTwiceIsLockingOnce() {
    s3.relay().breakAll(call -> call.is(Kind.PUT, "/_SUCCESS"), Fault.accessDenied());
    assertThat(s3.ingest("--runId=r-1", AT, COMPLIANCE).exitCode()).isEqualTo(1);
    s3.relay().mend();

    IngestFixture.Answer again = s3.ingest("--runId=r-1", AT, COMPLIANCE);

    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(calls(call -> call.kind() == Kind.PUT_RETENTION))
        .hasSize(4)
        .allSatisfy(call -> assertThat(call.status()).isEqualTo(200));
    assertThat(s3.relay().locked()).isEqualTo(lockedUntil("COMPLIANCE 2031-04-01T02:00:00Z"));
  }

  @Test
  void decisionOfAPersonIsLockedToo() {
    String hold = "--approval=MANUAL";
    assertThat(s3.ingest("--runId=r-1", AT, COMPLIANCE, hold).exitCode()).isEqualTo(5);

    ByteArrayOutputStream told = new ByteArrayOutputStream();
    int exitCode = new Approve().run(approval(), Terminal.of(told, told));

    assertThat(exitCode).as(told.toString(UTF_8)).isZero();
    assertThat(s3.relay().locked())
        .containsEntry(
            "/" + s3.bucket() + "/lake/runs/transactions/chain/0000000002.json",
            "COMPLIANCE 2031-04-01T02:00:00Z")
        .containsAllEntriesOf(lockedUntil("COMPLIANCE 2031-04-01T02:00:00Z"))
        .hasSize(4);
  }

  private String[] approval() {
    List<String> arguments = new ArrayList<>(List.of("r-1", "--why=checked", COMPLIANCE));
    for (String argument : s3.arguments()) {
      arguments.add(argument.replace("\"tester\"", "\"approver\""));
    }
    return arguments.toArray(String[]::new);
  }

  @Test
  void withoutTheOptionNothingIsAskedOfObjectLock() {
    s3.relay().withoutObjectLock();

    IngestFixture.Answer answer = s3.ingest("--runId=r-1", AT);

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(s3.relay().locked()).isEmpty();
    assertThat(
            calls(
                call ->
                    call.kind() == Kind.PUT_RETENTION
                        || call.headers().keySet().stream().anyMatch(h -> h.contains("lock"))))
        .isEmpty();
  }
}
