package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedDuckTest {
  @TempDir private Path lake;
  private Workplace workplace;

  @BeforeEach
  void settle() {
    workplace = new Workplace(lake.toString(), "UTC", new ByteSize(64_000_000));
  }

  @AfterEach
  void leave() {
    SharedDuck.giveUp(workplace);
  }

  private static Duck used(Workplace workplace) {
    SharedDuck shared = SharedDuck.of(workplace);
    shared.leave();
    return shared.duck();
  }

  @Test
  void tasksOfOneWorkplaceShareOneDatabaseButNoTables() throws Exception {
    Workplace same = new Workplace(lake.toString(), "UTC", new ByteSize(64_000_000));
    Workplace other = new Workplace(lake.resolve("other").toString(), "UTC", null);

    assertThat(used(same)).isSameAs(used(workplace)).isNotSameAs(used(other));
    workplace.work(
        (outer, lakeOfOne) -> {
          outer.execute("CREATE TABLE t AS SELECT 1 AS v");
          return same.work(
              (inner, lakeOfOther) -> {
                inner.execute("CREATE TABLE t AS SELECT 2 AS v");
                assertThat(outer.number("SELECT v FROM t")).isEqualTo(1);
                return inner.number("SELECT v FROM t");
              });
        });
    SharedDuck.giveUp(other);
  }

  @Test
  void afterAFailureTheNextTaskGetsAnotherOne() {
    Duck first = used(workplace);

    assertThatThrownBy(
            () ->
                workplace.work(
                    (workspace, where) -> {
                      workspace.execute("FROM nowhere");
                      return 0;
                    }))
        .isInstanceOf(SQLException.class);

    assertThat(used(workplace)).isNotSameAs(first);
  }

  @Test
  void whatIsGivenUpIsClosedWhenTheLastUserHasLeft() {
    SharedDuck shared = SharedDuck.of(workplace);
    SharedDuck.giveUp(workplace);

    try (Workspace workspace = shared.duck().workspace()) {
      assertThat(workspace.number("SELECT 1")).isEqualTo(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    shared.leave();

    assertThatThrownBy(() -> shared.duck().workspace()).isInstanceOf(LakeException.class);
  }

  @Test
  void aListenerHearsOfItsDeliveryOnly() throws Exception {
    Delivery delivery = delivery("app.movies");
    List<Double> heard = new ArrayList<>();
    EngineListener listener =
        new EngineListener() {
          @Override
          public void reached(Delivery which, Phase phase, double share) {
            heard.add(share);
          }
        };

    workplace.work(
        where -> delivery,
        listener,
        (workspace, where) -> {
          tell(delivery, 0.5);
          tell(delivery("app.series"), 0.6);
          return 0;
        });
    tell(delivery, 0.7);

    assertThat(heard).containsExactly(0.5);
  }

  private void tell(Delivery delivery, double share) {
    SharedDuck shared = SharedDuck.of(workplace);
    shared.listener().reached(delivery, Phase.READING, share);
    shared.leave();
  }

  private Delivery delivery(String table) {
    return new Delivery(TableName.parse(table), Instant.EPOCH, lake.resolve("x"), 1, "sha");
  }
}
