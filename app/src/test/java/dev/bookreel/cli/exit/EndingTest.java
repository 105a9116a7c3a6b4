package dev.bookreel.cli.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {
  private final Ending ending = new Ending();
  private final List<String> closed = new ArrayList<>();

  @Test
  void whatIsOpenIsClosedTheLastFirst() {
    ending.closing(() -> closed.add("engine"));
    ending.closing(() -> closed.add("view"));

    ending.begin();

    assertThat(ending.hasBegun()).isTrue();
    assertThat(closed).containsExactly("view", "engine");
  }

  @Test
  void whatItsOwnerClosedIsLeftAlone() {
    AutoCloseable view = ending.closing(() -> closed.add("view"));
    ending.released(view);

    ending.begin();

    assertThat(closed).isEmpty();
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthersOpen() {
    ending.closing(() -> closed.add("engine"));
    ending.closing(
        () -> {
          throw new IllegalStateException("broken");
        });

    ending.begin();

    assertThat(closed).containsExactly("engine");
  }
}
