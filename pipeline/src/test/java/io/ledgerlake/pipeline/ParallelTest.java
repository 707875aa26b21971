package io.ledgerlake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {

  private static final long MOST_SECONDS = 60;

  @Test
  void resultsAreInTheOrderOfTheThings() throws IOException {
    List<Integer> things = IntStream.range(0, 1000).boxed().toList();

    assertThat(Parallel.map(8, things, thing -> "thing " + thing))
        .isEqualTo(things.stream().map(thing -> "thing " + thing).toList());
    assertThat(Parallel.map(8, List.of(), thing -> "thing " + thing)).isEmpty();
    assertThat(Parallel.map(0, List.of(1), thing -> "thing " + thing)).containsExactly("thing 1");
  }

  @Test
  void asManyAreUnderWayAsAreAskedFor() throws IOException {
    CyclicBarrier allAtOnce = new CyclicBarrier(4);

    assertThat(Parallel.map(4, List.of(1, 2, 3, 4), thing -> await(allAtOnce)))
        .containsOnly(true)
        .hasSize(4);
  }

  private static boolean await(CyclicBarrier barrier) throws IOException {
    try {
      barrier.await(MOST_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException("the others did not come", e);
    }
  }

  @Test
  void theCallerGoesOnMeanwhile() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (Parallel<Boolean> running = Parallel.begin(2, List.of(1, 2), thing -> await(told))) {
      told.countDown();
      assertThat(running.results()).containsExactly(true, true);
    }
  }

  private static boolean await(CountDownLatch latch) throws IOException {
    try {
      return latch.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Test
  void theFirstThingsFailureIsThrownAsItWas() {
    CountDownLatch lastFailed = new CountDownLatch(1);
    Parallel.Work<Integer, Integer> work =
        thing -> {
          if (thing == 3) {
            lastFailed.countDown();
            throw new IllegalStateException("3");
          }
          await(lastFailed);
          throw new IOException(Integer.toString(thing));
        };

    assertThatThrownBy(() -> Parallel.map(3, List.of(1, 2, 3), work))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("1")
        .hasNoCause();
    assertThatThrownBy(() -> Parallel.map(3, List.of(3, 1), work))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("3");
    assertThatThrownBy(
            () ->
                Parallel.map(
                    1,
                    List.of(1),
                    thing -> {
                      throw new StackOverflowError("deep");
                    }))
        .isExactlyInstanceOf(StackOverflowError.class);
  }

  @Test
  void anInterruptedCallerGivesUpTheRest() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                begun.await();
              } catch (InterruptedException e) {
                return;
              }
              caller.interrupt();
            });
    interrupter.start();

    assertThatThrownBy(
            () ->
                Parallel.map(
                    1,
                    List.of(1),
                    thing -> {
                      begun.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return thing;
                    }))
        .isInstanceOf(InterruptedIOException.class);

    assertThat(Thread.interrupted()).as("the caller still knows").isTrue();
    interrupter.join();
    assertThat(interrupted.await(MOST_SECONDS, TimeUnit.SECONDS)).as("the work ended").isTrue();
  }
}
