package dev.bookreel.engine.spark;

import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.storage.ObjectLake;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;

/**
 * The DuckDB of a process for one workplace: the tasks that run there at a time have its memory and
 * its threads together, as one process on one machine has. It lasts until it is given up, or the
 * process ends.
 */
final class SharedDuck {
  private static final Map<Workplace, SharedDuck> OPEN = new HashMap<>();

  private static boolean isClosedAtExit;

  private final Optional<ObjectLake> remote;
  private final Path lake;
  private final Duck duck;
  private final Map<Delivery, EngineListener> listeners = new ConcurrentHashMap<>();
  private int users;
  private boolean isGivenUp;

  private SharedDuck(Workplace workplace) {
    this.remote =
        SparkLake.understands(workplace.lake())
            ? Optional.of(SparkLake.reach(workplace.lake(), SparkEnv.get().conf(), System.getenv()))
            : Optional.empty();
    this.lake = remote.map(ObjectLake::root).orElseGet(() -> Path.of(workplace.lake()));
    this.duck = workplace.open(lake, listener());
  }

  /** Tells what happens to a delivery to who listens for that one. */
  EngineListener listener() {
    return new EngineListener() {
      @Override
      public void reached(Delivery delivery, Phase phase, double share) {
        listeners.getOrDefault(delivery, SILENT).reached(delivery, phase, share);
      }
    };
  }

  /** To be {@link #leave left}. */
  static SharedDuck of(Workplace workplace) {
    synchronized (OPEN) {
      if (!isClosedAtExit) {
        Runtime.getRuntime().addShutdownHook(new Thread(SharedDuck::closeAll, "bookreel-duckdb"));
        isClosedAtExit = true;
      }
      SharedDuck shared = OPEN.computeIfAbsent(workplace, SharedDuck::new);
      shared.users++;
      return shared;
    }
  }

  /** The lake as this process sees it. */
  Path lake() {
    return lake;
  }

  Duck duck() {
    return duck;
  }

  void listen(Delivery delivery, EngineListener listener) {
    listeners.put(delivery, listener);
  }

  void ignore(Delivery delivery) {
    listeners.remove(delivery);
  }

  void leave() {
    synchronized (OPEN) {
      users--;
      closeIfUnused();
    }
  }

  /** Who comes later gets another one; this one is closed when the last user has left. */
  void giveUp() {
    synchronized (OPEN) {
      OPEN.values().remove(this);
      isGivenUp = true;
      closeIfUnused();
    }
  }

  /** Nobody will work there any more, in this process. */
  static void giveUp(Workplace workplace) {
    synchronized (OPEN) {
      SharedDuck shared = OPEN.get(workplace);
      if (shared != null) {
        shared.giveUp();
      }
    }
  }

  private void closeIfUnused() {
    if (isGivenUp && users == 0) {
      duck.close();
      remote.ifPresent(ObjectLake::close);
    }
  }

  private static void closeAll() {
    synchronized (OPEN) {
      List.copyOf(OPEN.values()).forEach(SharedDuck::giveUp);
    }
  }
}
