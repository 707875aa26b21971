package io.ledgerlake.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local files of a task that an engine runs more than once, at once perhaps, and may kill. */
class WorkFilesTest {

  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final byte[] BYTES = "what every attempt writes, byte for byte".getBytes(UTF_8);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("data/run-p1-00000.parquet");
  }

  private OutputStream attempt() throws IOException {
    return WorkerFiles.of(file().toString(), OPTIONS).create(file().toString());
  }

  @Test
  void aFileIsWholeOrNotThere() throws IOException {
    try (OutputStream attempt = attempt()) {
      attempt.write(BYTES, 0, 10);
      assertThat(file()).doesNotExist();
      attempt.write(BYTES, 10, BYTES.length - 10);
    }
    assertThat(file()).hasBinaryContent(BYTES);
    assertThat(names()).containsExactly("run-p1-00000.parquet");
  }

  @Test
  void anAttemptThatLivesOnDoesNotTouchWhatAnotherHasFinished() throws IOException {
    OutputStream lost = attempt();
    lost.write(BYTES, 0, 10);
    try (OutputStream second = attempt()) {
      second.write(BYTES);
    }
    OutputStream late = attempt();
    late.write(BYTES, 0, 5);
    assertThat(file()).hasBinaryContent(BYTES);

    lost.write(BYTES, 10, BYTES.length - 10);
    lost.close();

    assertThat(file()).hasBinaryContent(BYTES);
    late.close();
  }

  @Test
  void aTaskThatIsInterruptedLeavesTheFinishedFile() throws IOException {
    try (OutputStream first = attempt()) {
      first.write(BYTES);
    }
    OutputStream killed = attempt();
    killed.write(BYTES, 0, 10);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> killed.write(BYTES, 10, 5))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    killed.close();

    assertThat(file()).hasBinaryContent(BYTES);
    assertThat(names()).containsExactly("run-p1-00000.parquet");
  }

  @Test
  void batchesThatBreakOffLeaveTheFinishedFile() throws IOException {
    String uri = file().toString();
    WorkFiles.write(uri, List.of(BYTES, BYTES), OPTIONS);

    assertThatThrownBy(() -> WorkFiles.write(uri, BreaksOff::new, OPTIONS))
        .isInstanceOf(IllegalStateException.class);

    try (WorkFiles.Batches batches = new WorkFiles.Batches(uri)) {
      assertThat((Iterable<byte[]>) batches).containsExactly(BYTES, BYTES);
    }
    assertThat(names()).containsExactly("run-p1-00000.parquet");
  }

  @Test
  void aDeviceIsNotReplaced() throws IOException {
    Files.createDirectories(file().getParent());
    Files.createSymbolicLink(file(), Path.of("/dev/null"));

    try (OutputStream attempt = attempt()) {
      attempt.write(BYTES);
    }

    assertThat(file()).isSymbolicLink();
    assertThat(names()).containsExactly("run-p1-00000.parquet");
  }

  /** Batches whose executor is lost after the first. */
  private static final class BreaksOff implements Iterator<byte[]> {
    private boolean begun;

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public byte[] next() {
      if (begun) {
        throw new IllegalStateException("the shuffle's other side is gone");
      }
      begun = true;
      return BYTES;
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(file().getParent())) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
