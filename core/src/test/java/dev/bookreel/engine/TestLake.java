package dev.bookreel.engine;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** A lake in a test's folder, with an engine, to which deliveries are given as text. */
public final class TestLake implements AutoCloseable {
  /** When the first delivery arrives; the others follow a day apart. */
  public static final Instant FIRST_NIGHT = Instant.parse("2022-01-01T02:00:00Z");

  private final Path directory;
  private final Engine engine;

  public TestLake(
      Path directory, List<TableDefinition> tables, BiFunction<Path, LakeDefinition, Engine> open) {
    this.directory = directory;
    this.engine =
        open.apply(
            directory,
            new LakeDefinition("test", ZoneId.of("Europe/Berlin"), List.of(), tables, List.of()));
  }

  public Engine engine() {
    return engine;
  }

  /** The delivery time of a night, counted from 1. */
  public static Instant night(int number) {
    return FIRST_NIGHT.plus(java.time.Duration.ofDays(number - 1L));
  }

  /** Puts a delivery into the raw zone. */
  public Delivery deliver(TableDefinition table, int night, String content) {
    return deliver(table, night, content.getBytes(StandardCharsets.UTF_8));
  }

  public Delivery deliver(TableDefinition table, int night, byte[] content) {
    TableName name = table.name();
    Path file =
        directory
            .resolve("raw")
            .resolve(name.schema())
            .resolve(name.name())
            .resolve(night + "." + table.format().extension());
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Delivery(name, night(night), file, content.length, "sha-of-night-" + night);
  }

  /** What a delivery brought. */
  public static byte[] content(Delivery delivery) {
    try {
      return Files.readAllBytes(delivery.file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads what arrived in a night, as the pipeline would. */
  public LoadOutcome load(TableDefinition table, int night, String content) {
    return engine.load(table, deliver(table, night, content), false);
  }

  /** A query's rows, each as its values joined by {@code |}. */
  public List<String> query(String sql) {
    return query(Query.of(sql));
  }

  public List<String> query(Query query) {
    return query(Moment.NEWEST, query);
  }

  /** A query's rows at a moment. */
  public List<String> query(Moment moment, Query query) {
    try (LakeView view = engine.view(moment)) {
      return texts(view.query(query));
    }
  }

  /** Rows, each as its values joined by {@code |}; closed when they are read. */
  public static List<String> texts(Rows rows) {
    try (rows) {
      List<String> texts = new ArrayList<>();
      for (List<Object> row = rows.next(); row != null; row = rows.next()) {
        texts.add(row.stream().map(String::valueOf).collect(Collectors.joining("|")));
      }
      return texts;
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
