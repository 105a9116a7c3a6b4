package dev.bookreel.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SideBySideTest {

  @Test
  void outputsComeInTheInputsOrder() {
    assertThat(SideBySide.map(List.of(3, 1, 2), 3, input -> input * 2)).containsExactly(6, 2, 4);
  }

  @Test
  void asManyAsAllowedGoOnAtATime() {
    CyclicBarrier both = new CyclicBarrier(2);

    SideBySide.map(List.of(1, 2, 3, 4), 2, input -> await(both));

    assertThat(both.getNumberWaiting()).isZero();
  }

  @Test
  void allHaveEndedWhenOneFails() {
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch failed = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                SideBySide.map(
                    List.of(1, 2, 3, 4),
                    2,
                    input -> {
                      if (input == 1) {
                        failed.countDown();
                        throw new LakeException("no " + input);
                      }
                      await(failed);
                      return ended.incrementAndGet();
                    }))
        .isInstanceOf(LakeException.class)
        .hasMessage("no 1");
    assertThat(ended).hasValue(3);
  }

  @Test
  void allThatBegunHaveEndedWhenTheCallerIsInterrupted() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch bothBegun = new CountDownLatch(2);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger refused = new AtomicInteger();
    Thread caller =
        new Thread(
            () -> {
              try {
                SideBySide.map(
                    List.of(1, 2),
                    2,
                    input -> {
                      begun.incrementAndGet();
                      bothBegun.countDown();
                      awaitWhateverHappens(mayEnd);
                      return ended.incrementAndGet();
                    });
              } catch (LakeException e) {
                refused.set(ended.get());
              }
            });
    caller.start();
    bothBegun.await();
    awaitState(caller, Thread.State.WAITING);
    caller.interrupt();
    awaitState(caller, Thread.State.TIMED_WAITING);
    mayEnd.countDown();
    caller.join();

    assertThat(begun).hasValue(2);
    assertThat(refused).hasValue(2);
  }

  /**
   * Of the results it waits without an end; interrupted, for the workers with one, if a far one.
   */
  private static void awaitState(Thread thread, Thread.State state) {
    while (thread.isAlive() && thread.getState() != state) {
      Thread.onSpinWait();
    }
  }

  private static int await(CyclicBarrier barrier) {
    try {
      return barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitWhateverHappens(CountDownLatch latch) {
    for (boolean open = false; !open; ) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException again) {
        // A worker that writes cannot be stopped in the middle.
      }
    }
  }
}
