package io.ledgerlake.pipeline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.options.S3LakeOptions;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.JournalEntry;
import io.ledgerlake.pipeline.s3.LocalS3;
import io.ledgerlake.pipeline.verify.Chain;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Conditional creation is what the journal relies on: raced for on a real server. */
@ExtendWith(LocalS3.class)
class S3RacesTest {

  private static final int RACERS = 8;

  private static LakeStorage storage(String bucket) throws IOException {
    LocalS3.server().createBucket(bucket);
    S3LakeOptions options = LocalS3.options(LocalS3.server().endpoint());
    return LakeStorage.of("s3://" + bucket, options);
  }

  private static <T> List<T> race(RacerOf<T> racer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    CyclicBarrier start = new CyclicBarrier(RACERS);
    try {
      List<Callable<T>> racers = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        int number = i;
        racers.add(
            () -> {
              start.await();
              return racer.run(number);
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(racers)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private interface RacerOf<T> {
    T run(int number) throws Exception;
  }

  @Test
  void oneOfManyCreatesAnObject() throws Exception {
    try (LakeStorage storage = storage("races")) {
      for (int round = 0; round < 20; round++) {
        String object = "s3://races/round-" + round;
        List<Boolean> created =
            race(number -> storage.createExclusively(object, new byte[] {(byte) number}));

        assertThat(created).containsOnlyOnce(true);
        assertThat(storage.read(object)).containsExactly((byte) created.indexOf(true));
      }
    }
  }

  @Test
  void journalTakesAllEntriesOneAfterTheOther() throws Exception {
    try (LakeStorage storage = storage("journal")) {
      Journal journal = Journal.of(LakeLayout.of("s3://journal/lake"), storage, "tx");

      List<Integer> overtaken =
          race(
              number -> {
                int times = 0;
                while (journal.append(
                        journal.head(),
                        JournalEntry.Kind.PUBLISH,
                        "run-" + number,
                        "0".repeat(64),
                        Optional.empty(),
                        Instant.parse("2024-04-01T02:00:00Z"))
                    instanceof Journal.Overtaken) {
                  times++;
                }
                return times;
              });

      assertThat(overtaken.stream().mapToInt(Integer::intValue).sum()).as("a race").isPositive();
      assertThat(Chain.problems(journal)).isEmpty();
      assertThat(journal.entries())
          .extracting(link -> link.entry().runId())
          .containsExactlyInAnyOrder(
              "run-0", "run-1", "run-2", "run-3", "run-4", "run-5", "run-6", "run-7");
      assertThat(journal.head()).map(link -> link.entry().seq()).contains((long) RACERS);
    }
  }
}
