package io.ledgerlake.pipeline.publish;

import static io.ledgerlake.pipeline.publish.JournalEntry.Kind.PUBLISH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.crash.SteppedStorage;
import io.ledgerlake.pipeline.crash.Steps;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.TestLake;
import io.ledgerlake.pipeline.publish.Journal.Decided;
import io.ledgerlake.pipeline.publish.Journal.Link;
import io.ledgerlake.pipeline.publish.Journal.Overtaken;
import io.ledgerlake.pipeline.verify.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final String HASH = "a".repeat(64);
  private static final Instant SINCE = Instant.parse("2024-04-01T02:00:00Z");

  private static final String CHAIN = "runs/tx/chain/";

  @TempDir Path lake;
  private Journal journal;
  private Path chain;

  @BeforeEach
  void open() {
    LakeLayout layout = LakeLayout.of(lake.toString());
    journal = Journal.of(layout, LakeStorage.of(lake.toString()), "tx");
    chain = lake.resolve("runs/tx/chain");
  }

  @Test
  void startsEmpty() throws IOException {
    assertThat(journal.head()).isEmpty();
    assertThat(journal.entries()).isEmpty();
    assertThat(Chain.problems(journal)).isEmpty();
  }

  @Test
  void firstEntryHasTheseBytes() throws IOException {
    journal.append(Optional.empty(), PUBLISH, "r-1", HASH, Optional.empty(), SINCE);

    assertThat(chain.resolve("0000000001.json"))
        .content(UTF_8)
        .isEqualTo(
            """
            {
              "kind" : "PUBLISH",
              "manifestSha256" : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
              "person" : null,
              "previousSha256" : "0000000000000000000000000000000000000000000000000000000000000000",
              "runId" : "r-1",
              "seq" : 1
            }
            """);
  }

  @Test
  void entryTellsWhoDecidedAndWhy() throws IOException {
    JournalEntry.Person person =
        new JournalEntry.Person("ada", Instant.parse("2024-03-01T08:00:00Z"), "checked by phone");

    journal.append(
        Optional.empty(), JournalEntry.Kind.HOLD, "r-1", HASH, Optional.of(person), SINCE);

    assertThat(journal.head().orElseThrow().entry().person()).isEqualTo(person);
    assertThat(chain.resolve("0000000001.json")).content(UTF_8).contains("\"by\" : \"ada\"");
  }

  @Test
  void entriesLinkToTheBytesOfTheOneBefore() throws IOException {
    List<Link> links = appendRuns("r-1", "r-2", "r-3");

    assertThat(journal.head()).contains(links.get(2));
    assertThat(journal.entries()).isEqualTo(links);
    assertThat(links).extracting(link -> link.entry().seq()).containsExactly(1L, 2L, 3L);
    assertThat(links.get(2).entry().previousSha256())
        .isEqualTo(DigestUtils.sha256Hex(Files.readAllBytes(chain.resolve("0000000002.json"))));
    assertThat(Chain.problems(journal)).isEmpty();
  }

  @Test
  void whoPlannedBeforeAnotherDecidedIsOvertaken() throws IOException {
    Optional<Link> known = journal.head();
    Link winner = decided(journal.append(known, PUBLISH, "r-1", HASH, Optional.empty(), SINCE));

    assertThat(journal.append(known, PUBLISH, "r-2", HASH, Optional.empty(), SINCE))
        .isEqualTo(new Overtaken(winner));
    assertThat(journal.entries()).containsExactly(winner);
  }

  @Test
  void repeatedDecisionIsTheSameDecision() throws IOException {
    Optional<Link> known = journal.head();
    Link first = decided(journal.append(known, PUBLISH, "r-1", HASH, Optional.empty(), SINCE));

    assertThat(journal.append(known, PUBLISH, "r-1", HASH, Optional.empty(), SINCE))
        .isEqualTo(new Decided(first));
    assertThat(journal.append(known, PUBLISH, "r-1", "b".repeat(64), Optional.empty(), SINCE))
        .isEqualTo(new Overtaken(first));
    assertThat(journal.entries()).containsExactly(first);
  }

  @Test
  void eachNumberIsWonByOneOfTwoRacers() throws Exception {
    int rounds = 50;
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Integer>> racers = new ArrayList<>();
      for (String name : List.of("left", "right")) {
        racers.add(
            () -> {
              int won = 0;
              for (int round = 0; round < rounds; round++) {
                start.await();
                Optional<Link> head = journal.head();
                start.await();
                if (journal.append(head, PUBLISH, name + "-" + round, HASH, Optional.empty(), SINCE)
                    instanceof Decided) {
                  won++;
                }
              }
              return won;
            });
      }
      int won = 0;
      for (Future<Integer> racer : threads.invokeAll(racers)) {
        won += racer.get();
      }
      assertThat(won).isEqualTo(rounds);
    } finally {
      threads.shutdownNow();
    }
    assertThat(journal.entries()).hasSize(rounds);
    assertThat(Chain.problems(journal)).isEmpty();
  }

  @Test
  void leftoversOfACrashAreNoEntries() throws IOException {
    List<Link> links = appendRuns("r-1");
    Files.writeString(chain.resolve(".0000000002.json.4711.tmp"), "{", UTF_8);

    assertThat(journal.head()).contains(links.get(0));
    assertThat(Chain.problems(journal)).isEmpty();
  }

  @Test
  void entryUnderAnotherNumberIsRefused() throws IOException {
    appendRuns("r-1", "r-2");
    Files.copy(chain.resolve("0000000002.json"), chain.resolve("0000000003.json"));

    assertThatThrownBy(() -> journal.head())
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("0000000003.json says that it is number 2")
        .satisfies(TestLake.nextStep("run verify"));
  }

  @Test
  void eachEntryIsReadOnceAndOthersNewOnesAreSeen() throws IOException {
    List<String> read = Collections.synchronizedList(new ArrayList<>());
    Journal counted = counted(read);
    List<Link> links = new ArrayList<>(appendRuns("r-1", "r-2"));

    assertThat(counted.head()).contains(links.get(1));
    assertThat(read).containsExactly("0000000002.json");
    assertThat(counted.entries()).isEqualTo(links);
    assertThat(counted.entry(1)).isEqualTo(links.get(0));
    assertThat(read).containsExactlyInAnyOrder("0000000001.json", "0000000002.json");

    links.addAll(appendRuns("r-3", "r-4"));
    assertThat(counted.head()).contains(links.get(3));
    assertThat(counted.size()).isEqualTo(4);
    assertThat(counted.entries()).isEqualTo(links);
    assertThat(read)
        .containsExactlyInAnyOrder(
            "0000000001.json", "0000000002.json", "0000000003.json", "0000000004.json");
  }

  @Test
  void whatItAppendedItselfIsNotRead() throws IOException {
    List<String> read = Collections.synchronizedList(new ArrayList<>());
    Journal counted = counted(read);

    Link own =
        decided(counted.append(Optional.empty(), PUBLISH, "r-1", HASH, Optional.empty(), SINCE));

    assertThat(counted.head()).contains(own);
    assertThat(counted.entries()).containsExactly(own);
    assertThat(read).isEmpty();
    assertThat(journal.entries()).containsExactly(own);
  }

  @Test
  void anEntryThatCouldNotBeReadIsReadAgain() throws IOException {
    List<Link> links = appendRuns("r-1", "r-2");
    Path second = chain.resolve("0000000002.json");
    byte[] whole = Files.readAllBytes(second);
    Files.writeString(second, "{", UTF_8);
    Journal other = counted(new ArrayList<>());
    assertThatThrownBy(other::entries)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0000000002.json");

    Files.write(second, whole);

    assertThat(other.entries()).isEqualTo(links);
  }

  @Test
  void whoLooksForWhatWasTouchedGetsTheBytesThatAreThereNow() throws IOException {
    appendRuns("r-1", "r-2");
    assertThat(journal.entries()).hasSize(2);
    assertThat(Chain.problems(journal)).isEmpty();
    Path first = chain.resolve("0000000001.json");

    Files.writeString(first, Files.readString(first, UTF_8).replace("r-1", "r-9"), UTF_8);

    assertThat(Chain.problems(journal)).extracting(Chain.Problem::seq).containsExactly(1L);
    assertThat(journal.stored().get(0).entry().orElseThrow().runId()).isEqualTo("r-9");
  }

  /** Returns the same journal as another process sees it, which tells what of it is read. */
  private Journal counted(List<String> read) {
    Steps steps =
        new Steps() {
          @Override
          public void before(String step) {
            if (step.startsWith("read ")) {
              read.add(step.substring(step.indexOf(CHAIN) + CHAIN.length()));
            }
          }
        };
    return Journal.of(
        LakeLayout.of(lake.toString()),
        new SteppedStorage(LakeStorage.of(lake.toString()), steps),
        "tx");
  }

  private List<Link> appendRuns(String... runIds) throws IOException {
    List<Link> links = new ArrayList<>();
    for (String runId : runIds) {
      links.add(
          decided(journal.append(journal.head(), PUBLISH, runId, HASH, Optional.empty(), SINCE)));
    }
    return links;
  }

  private static Link decided(Journal.Appended result) {
    assertThat(result).isInstanceOf(Decided.class);
    return ((Decided) result).link();
  }
}
