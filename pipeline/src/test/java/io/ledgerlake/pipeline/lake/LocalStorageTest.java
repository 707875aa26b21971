package io.ledgerlake.pipeline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {

  @TempDir Path folder;

  private final LakeStorage storage = LakeStorage.of("/any");

  @Test
  void listsAllFilesBelowAFolderInByteOrder() throws IOException {
    for (String name : List.of("b.csv", "a/z.csv", "a.csv", "a/b/c.csv", "B.csv")) {
      put(name, name);
    }
    Files.createDirectories(folder.resolve("empty/deep"));

    List<StoredFile> files = storage.list(folder.toString());

    assertThat(files)
        .extracting(StoredFile::path)
        .containsExactly("B.csv", "a.csv", "a/b/c.csv", "a/z.csv", "b.csv");
    assertThat(files.get(2))
        .isEqualTo(new StoredFile("a/b/c.csv", folder.resolve("a/b/c.csv").toString(), 9));
  }

  @Test
  void ordersByUtf8BytesAndNotByJavasChars() {
    // U+FF21 is below U+1F600 in UTF-8; as chars it is above the surrogates.
    StoredFile wide = new StoredFile("\uFF21", "", 0);
    StoredFile emoji = new StoredFile("\uD83D\uDE00", "", 0);

    assertThat(LakeStorage.BY_PATH.compare(wide, emoji)).isNegative();
    assertThat(wide.path()).isGreaterThan(emoji.path());
  }

  @Test
  void folderThatDoesNotExistHasNoFiles() throws IOException {
    assertThat(storage.list(folder.resolve("none").toString())).isEmpty();
  }

  @Test
  void followsLinksAndRefusesLoops() throws IOException {
    put("real/a.csv", "a");
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("real"));
    assertThat(storage.list(folder.toString()))
        .extracting(StoredFile::path)
        .containsExactly("linked/a.csv", "real/a.csv");

    Files.createSymbolicLink(folder.resolve("real/loop"), folder);
    assertThatThrownBy(() -> storage.list(folder.toString()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("is a link to a folder around it");
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    String file = folder.resolve("deep/er/x.json").toString();
    assertThat(storage.exists(file)).isFalse();
    assertThat(storage.readIfExists(file)).isEmpty();
    assertThatThrownBy(() -> storage.read(file)).isInstanceOf(NoSuchFileException.class);

    storage.write(file, "one".getBytes(UTF_8));
    storage.write(file, "three".getBytes(UTF_8));

    assertThat(storage.size(file)).contains(5L);
    assertThat(storage.readIfExists(file)).contains("three".getBytes(UTF_8));
    try (InputStream in = storage.open(file)) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("three");
    }
    assertThat(storage.list(folder.toString())).hasSize(1);
  }

  @Test
  void createsAFileOnlyOnce() throws IOException {
    String file = folder.resolve("chain/0000000001.json").toString();

    assertThat(storage.createExclusively(file, "first".getBytes(UTF_8))).isTrue();
    assertThat(storage.createExclusively(file, "second".getBytes(UTF_8))).isFalse();

    assertThat(storage.read(file)).asString(UTF_8).isEqualTo("first");
    assertThat(storage.list(folder.toString())).hasSize(1);
  }

  @Test
  void oneOfManyRacingCreatorsWins() throws Exception {
    int racers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(racers);
    try {
      for (int round = 0; round < 50; round++) {
        String file = folder.resolve("round-" + round).toString();
        CyclicBarrier start = new CyclicBarrier(racers);
        List<Callable<String>> calls = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
          String bytes = "racer " + racer;
          calls.add(
              () -> {
                start.await();
                return storage.createExclusively(file, bytes.getBytes(UTF_8)) ? bytes : null;
              });
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> result : threads.invokeAll(calls)) {
          if (result.get() != null) {
            winners.add(result.get());
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(storage.read(file)).asString(UTF_8).isEqualTo(winners.get(0));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void writableFolderIsCreatedAndLeftEmpty() throws IOException {
    Path lake = folder.resolve("new/lake");

    storage.requireWritable(lake.toString());

    assertThat(lake).isEmptyDirectory();
  }

  @Test
  void folderBelowAFileIsNotWritable() throws IOException {
    put("file", "");
    String lake = folder.resolve("file/lake").toString();

    assertThatThrownBy(() -> storage.requireWritable(lake))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith("The lake's folder " + lake + " is not writable: ")
        .hasMessageContaining(folder.resolve("file").toString())
        .satisfies(
            TestLake.nextStep(
                "Give the user that runs LedgerLake the right to write there, or choose another"
                    + " --lake."));
  }

  @Test
  void folderOfTheKernelIsNotWritable() {
    assertThatThrownBy(() -> storage.requireWritable("/proc/ledgerlake"))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith("The lake's folder /proc/ledgerlake is not writable: ");
  }

  @Test
  void fullDiskIsToldAsSuchHoweverDeepItWasWrapped() throws IOException {
    IOException full = enospc();

    assertThat(StorageFault.isDiskFull(full)).isTrue();
    assertThat(StorageFault.isDiskFull(new RuntimeException(new IllegalStateException(full))))
        .isTrue();
    assertThat(StorageFault.isDiskFull(new IOException("Permission denied"))).isFalse();
    assertThatThrownBy(
            () -> {
              throw StorageFault.of(full, "/lake/runs/tx/r-1/plan.json");
            })
        .isInstanceOf(LakeException.class)
        .hasMessage("The disk is full: /lake/runs/tx/r-1/plan.json could not be written.")
        .satisfies(TestLake.nextStep("Free some space and run again"))
        .hasCause(full);
  }

  /** Lets the operating system itself say that a device is full. */
  private static IOException enospc() throws IOException {
    try (FileOutputStream out = new FileOutputStream("/dev/full")) {
      out.write(1);
    } catch (IOException e) {
      return e;
    }
    throw new AssertionError("/dev/full took a byte");
  }

  private void put(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, UTF_8);
  }
}
