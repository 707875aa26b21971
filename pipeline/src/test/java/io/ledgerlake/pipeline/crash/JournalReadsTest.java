package io.ledgerlake.pipeline.crash;

import static io.ledgerlake.pipeline.crash.SharedLake.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run asks the storage once for each entry of the journal, however often it looks at it. */
class JournalReadsTest {

  private static final int DAYS = 3;

  @TempDir private Path folder;

  /** Counts the entries of the journal that are read. */
  private static final class Reads implements Steps {
    final Map<String, Integer> times = new ConcurrentSkipListMap<>();

    @Override
    public void before(String step) {
      if (step.startsWith("read ") && step.contains("/chain/")) {
        times.merge(step.substring(step.lastIndexOf('/') + 1), 1, Integer::sum);
      }
    }
  }

  @Test
  void aRunReadsEachEntryOnce() throws IOException {
    SharedLake lake = SharedLake.in(folder);
    for (int day = 1; day <= DAYS; day++) {
      lake.write("day" + day + ".csv", row("T" + day, "1.00"), row("bad" + day, "none"));
      lake.ingest("r" + day, "day" + day + ".csv");
    }
    Map<String, Integer> onceEach =
        Map.of("0000000001.json", 1, "0000000002.json", 1, "0000000003.json", 1);

    lake.write("fresh.csv", row("T9", "1.00"));
    Reads ingest = new Reads();
    assertThat(SharedLake.in(folder, ingest).ingest("fresh", "fresh.csv").verdict())
        .isEqualTo(Verdict.PUBLISHED);
    assertThat(ingest.times).isEqualTo(onceEach);

    lake.write("day1.csv", row("T1", "2.00"));
    Reads replacing = new Reads();
    assertThat(
            SharedLake.in(folder, replacing)
                .ingest("corrected", Plan.Choice.REPLACE, "day1.csv")
                .verdict())
        .isEqualTo(Verdict.PUBLISHED);
    assertThat(replacing.times).containsAllEntriesOf(onceEach).hasSize(DAYS + 1);
    assertThat(replacing.times.values()).containsOnly(1);
  }
}
