package dev.bookreel.crash;

import dev.bookreel.crash.Journal.Commit;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.error.ConflictException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A process that loads into a table of {@link Tallies} as often as it is told, and appends to the
 * other.
 */
final class Writer {
  /** Times are unlike those of other writers, as the raw zone would have it. */
  private static final long STEP_MILLIS = 10;

  private final Engine engine;
  private final TableDefinition table;
  private final Path lake;
  private final int writer;
  private long millis;

  private Writer(Engine engine, TableDefinition table, Path lake, int writer) {
    this.engine = engine;
    this.table = table;
    this.lake = lake;
    this.writer = writer;
  }

  /**
   * @param args the project, the lake, this writer's number below 10, how many commits, the journal
   */
  public static void main(String[] args) throws Exception {
    LakeDefinition definition = Tallies.definition(Path.of(args[0]));
    Path lake = Path.of(args[1]);
    int number = Integer.parseInt(args[2]);
    Path journal = Path.of(args[4]);
    try (Engine engine = new EmbeddedEngine(lake, definition)) {
      Writer writer = new Writer(engine, Tallies.table(definition), lake, number);
      for (int i = 0; i < Integer.parseInt(args[3]); i++) {
        String name = "writer %d-%d".formatted(number, i);
        Journal.writeLoad(journal, writer.load(name));
        if (i % 3 == 0) {
          Journal.writeNote(journal, new Commit(name, writer.append(name), 0));
        }
      }
    }
  }

  /** Takes a later time as often as others were first with theirs. */
  private Commit load(String name) throws IOException {
    while (true) {
      millis =
          Math.max(
              millis + STEP_MILLIS,
              System.currentTimeMillis() / STEP_MILLIS * STEP_MILLIS + writer);
      OptionalLong version = tryToLoad(new Commit(name, 0, millis));
      if (version.isPresent()) {
        return new Commit(name, version.getAsLong(), millis);
      }
    }
  }

  private OptionalLong tryToLoad(Commit commit) throws IOException {
    Path file = lake.resolve("delivered").resolve(commit.millis() + ".csv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, commit.csv());
    Delivery delivery =
        new Delivery(
            table.name(),
            Instant.ofEpochMilli(commit.millis()),
            file,
            Files.size(file),
            "not looked at");
    try {
      return engine
          .load(table, delivery, false)
          .match(
              committed -> OptionalLong.of(committed.version()),
              already -> {
                throw new IllegalStateException("Nobody else has this time: " + commit);
              },
              late -> OptionalLong.empty(),
              held -> {
                throw new IllegalStateException("Nothing is deleted: " + commit);
              });
    } catch (ConflictException othersWereFirst) {
      return OptionalLong.empty();
    }
  }

  private long append(String name) {
    while (true) {
      try (LakeView view = engine.view()) {
        return view.append(Tallies.NOTES, new Query("SELECT :name AS note", Map.of("name", name)));
      } catch (ConflictException othersWereFirst) {
        // Nothing was written: once more.
      }
    }
  }
}
