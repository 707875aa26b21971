package io.ledgerlake.pipeline.verify;

import static io.ledgerlake.pipeline.publish.JournalEntry.Kind.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.verify.Chain.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainTest {

  @TempDir private Path lake;
  private Journal journal;

  @BeforeEach
  void decide() throws IOException {
    LakeStorage storage = LakeStorage.of(lake.toString());
    journal = Journal.of(LakeLayout.of(lake.toString()), storage, "tx");
    for (String runId : new String[] {"r-1", "r-2", "r-3", "r-4"}) {
      journal.append(
          journal.head(), PUBLISH, runId, "a".repeat(64), Optional.empty(), Instant.EPOCH);
    }
  }

  @Test
  void anUntouchedJournalHasNoProblems() throws IOException {
    assertThat(Chain.problems(journal)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyBitOfEveryByteCounts(int seq) throws IOException {
    Path file = entry(seq);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      byte[] flipped = bytes.clone();
      flipped[at] = (byte) (bytes[at] ^ 1 << at % 8);
      Files.write(file, flipped);
      assertThat(Chain.problems(journal))
          .as("byte %d", at)
          .extracting(Problem::seq)
          .containsExactly((long) seq);
    }
  }

  @Test
  void theLastEntryIsCheckedForItsForm() throws IOException {
    String text = Files.readString(entry(4));
    Files.writeString(entry(4), text.replace("\"seq\" : 4", "\"seq\" :  4"));
    assertThat(Chain.problems(journal))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.location()).isEqualTo(entry(4).toString());
              assertThat(problem.found()).contains("not those that LedgerLake writes");
            });
  }

  @Test
  void whereNobodyElseSpeaksForTheLastEntryBothEndsOfALinkAreNamed() throws IOException {
    String text = Files.readString(entry(4));
    int link = text.indexOf("previousSha256") + 20;
    char other = text.charAt(link) == 'b' ? 'c' : 'b';
    Files.writeString(entry(4), text.substring(0, link) + other + text.substring(link + 1));
    assertThat(Chain.problems(journal))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.seq()).isEqualTo(3);
              assertThat(problem.found()).endsWith("unless it is entry 4 that was touched");
            });
  }

  @Test
  void missingAndUnreadableEntriesAreNamed() throws IOException {
    Files.delete(entry(2));
    Files.writeString(entry(4), "{\"seq\":4");
    assertThat(Chain.problems(journal)).extracting(Problem::seq).containsExactly(2L, 4L);
    assertThat(Chain.problems(journal).get(0).found()).isEqualTo("there is none");
    assertThat(Chain.problems(journal).get(1).found()).contains("not a readable JournalEntry");
  }

  @Test
  void anEntryUnderAnotherNumberIsNamed() throws IOException {
    Files.copy(entry(4), entry(5));
    assertThat(Chain.problems(journal))
        .singleElement()
        .satisfies(problem -> assertThat(problem.found()).isEqualTo("it says that it is number 4"));
  }

  @Test
  void aFirstEntryLinksToNothing() throws IOException {
    Files.delete(entry(2));
    Files.delete(entry(3));
    Files.delete(entry(4));
    String text = Files.readString(entry(1));
    Files.writeString(entry(1), text.replace("0".repeat(64), "1" + "0".repeat(63)));
    assertThat(Chain.problems(journal)).extracting(Problem::seq).containsExactly(1L);
  }

  private Path entry(int seq) {
    return lake.resolve("runs/tx/chain").resolve(String.format(Locale.ROOT, "%010d.json", seq));
  }
}
