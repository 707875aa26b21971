package io.ledgerlake.pipeline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.options.S3LakeOptions;
import io.ledgerlake.pipeline.s3.LocalS3;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3StorageTest {

  private static final String ENTRY = "s3://acme/lake/runs/tx/chain/0000000001.json";

  private S3Server server;
  private LakeStorage storage;

  @BeforeEach
  void open() throws IOException {
    server = new S3Server();
    S3LakeOptions options = LocalS3.options(server.endpoint());
    options.setS3Retries(0);
    storage = LakeStorage.of("s3://acme/lake", options);
  }

  @AfterEach
  void close() {
    storage.close();
    server.close();
  }

  @Test
  void createsAnObjectOnlyOnce() throws IOException {
    assertThat(storage.createExclusively(ENTRY, "first".getBytes(UTF_8))).isTrue();
    assertThat(storage.createExclusively(ENTRY, "second".getBytes(UTF_8))).isFalse();

    assertThat(server.objects).containsOnlyKeys("acme/lake/runs/tx/chain/0000000001.json");
    assertThat(storage.read(ENTRY)).asString(UTF_8).isEqualTo("first");
  }

  @Test
  void conflictingWriteIsTriedAgain() throws IOException {
    server.nextPuts.addAll(List.of(409, 409));

    assertThat(storage.createExclusively(ENTRY, "first".getBytes(UTF_8))).isTrue();
    assertThat(server.nextPuts).isEmpty();
  }

  @Test
  void refusedWriteIsNoLostRace() {
    server.nextPuts.add(403);

    assertThatThrownBy(() -> storage.createExclusively(ENTRY, new byte[] {1}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot create " + ENTRY);
    assertThat(server.objects).isEmpty();
  }

  @Test
  void listsAFoldersObjectsAndNoOthers() throws IOException {
    storage.write("s3://acme/lake/raw/tx/b.csv", "bb".getBytes(UTF_8));
    storage.write("s3://acme/lake/raw/tx/a/c.csv", "c".getBytes(UTF_8));
    storage.write("s3://acme/lake/raw/tx2/d.csv", "d".getBytes(UTF_8));
    storage.write("s3://acme/lake/raw/tx/a/", new byte[0]);

    assertThat(storage.list("s3://acme/lake/raw/tx"))
        .containsExactly(
            new StoredFile("a/c.csv", "s3://acme/lake/raw/tx/a/c.csv", 1),
            new StoredFile("b.csv", "s3://acme/lake/raw/tx/b.csv", 2));
    assertThat(storage.list("s3://acme/none")).isEmpty();
  }

  @Test
  void missingObjectIsAMissingFile() throws IOException {
    assertThat(storage.size(ENTRY)).isEmpty();
    assertThat(storage.readIfExists(ENTRY)).isEmpty();
    assertThatThrownBy(() -> storage.read(ENTRY))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(ENTRY);
  }

  @Test
  void writesReplace() throws IOException {
    storage.write(ENTRY, "one".getBytes(UTF_8));
    storage.write(ENTRY, "three".getBytes(UTF_8));

    assertThat(storage.size(ENTRY)).contains(5L);
    assertThat(storage.readIfExists(ENTRY)).contains("three".getBytes(UTF_8));
  }

  @Test
  void pinnedObjectIsReadAgain() throws IOException {
    storage.write(ENTRY, "planned".getBytes(UTF_8));
    Optional<String> pin = pin();

    assertThat(pin.orElseThrow()).startsWith("etag:");
    assertThat(text(storage.open(ENTRY, pin))).isEqualTo("planned");
  }

  @Test
  void replacedObjectIsNotReadForThePinnedOne() throws IOException {
    storage.write(ENTRY, "planned".getBytes(UTF_8));
    Optional<String> pin = pin();
    storage.write(ENTRY, "another".getBytes(UTF_8));

    assertThatThrownBy(() -> storage.open(ENTRY, pin))
        .isInstanceOf(IOException.class)
        .hasMessage(
            ENTRY
                + " is not the object that was planned: it has been replaced; put the planned file"
                + " back, or start a new run with another --runId");
  }

  @Test
  void versionThatWasPinnedIsReadAfterItWasReplaced() throws IOException {
    server.versioned = true;
    storage.write(ENTRY, "planned".getBytes(UTF_8));
    Optional<String> pin = pin();
    storage.write(ENTRY, "another".getBytes(UTF_8));

    assertThat(pin.orElseThrow()).startsWith("version:");
    assertThat(text(storage.open(ENTRY, pin))).isEqualTo("planned");
    assertThat(text(storage.open(ENTRY))).isEqualTo("another");
  }

  @Test
  void versionThatIsGoneIsNotReplacedByAnother() throws IOException {
    server.versioned = true;
    storage.write(ENTRY, "planned".getBytes(UTF_8));
    Optional<String> pin = pin();
    server.forgetVersions();

    assertThatThrownBy(() -> storage.open(ENTRY, pin))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the version of " + ENTRY + " that was planned is gone");
  }

  private Optional<String> pin() throws IOException {
    LakeStorage.Pinned pinned = storage.openPinned(ENTRY);
    assertThat(text(pinned.stream())).isEqualTo("planned");
    return pinned.pin();
  }

  private static String text(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  @Test
  void bucketThatRefusesWritesIsNotWritable() {
    storage.requireWritable("s3://acme/lake");
    storage.requireWritable("s3://acme/lake");
    assertThat(server.objects).containsOnlyKeys("acme/lake/.writable");

    server.nextPuts.add(403);
    assertThatThrownBy(() -> storage.requireWritable("s3://acme/lake"))
        .isInstanceOf(LakeException.class)
        .hasMessage("Cannot create s3://acme/lake/.writable: access is denied (Forced).")
        .satisfies(TestLake.nextStep("Allow the role that runs LedgerLake"));
  }
}
