package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Compaction;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.Tail;
import dev.bookreel.engine.embedded.DeliveryReader;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.file.Inventory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Two engines on one lake: each call is the other one's, and queries are asked of both. */
final class TakingTurns implements Engine {
  private final Engine embedded;
  private final Engine spark;
  private final AtomicInteger calls = new AtomicInteger();

  /** Both views are of one moment: none of the loads, which share this, ends between them. */
  private final ReadWriteLock moments = new ReentrantReadWriteLock();

  /**
   * @param reader Spark's
   */
  TakingTurns(Path lake, LakeDefinition definition, SparkEngine.Part<DeliveryReader> reader) {
    this.embedded = new EmbeddedEngine(lake, definition);
    this.spark = TestSpark.open(lake, definition, EngineListener.SILENT, reader);
  }

  private Engine next() {
    return calls.getAndIncrement() % 2 == 0 ? spark : embedded;
  }

  @Override
  public Optional<Instant> lastLoaded(TableDefinition table) {
    return next().lastLoaded(table);
  }

  @Override
  public LoadOutcome load(TableDefinition table, Delivery delivery, boolean accept) {
    return writing(() -> next().load(table, delivery, accept));
  }

  /** What one of them loaded is counted by both. */
  @Override
  public Optional<LoadOutcome.Committed> recount(TableDefinition table, Delivery delivery) {
    Optional<LoadOutcome.Committed> counted = spark.recount(table, delivery);
    assertThat(counted).isEqualTo(embedded.recount(table, delivery));
    return counted;
  }

  @Override
  public List<LoadOutcome> reload(TableDefinition table, Tail tail) {
    return writing(() -> next().reload(table, tail));
  }

  @Override
  public LoadOutcome.Committed rebuild(TableDefinition table, List<Delivery> deliveries) {
    return writing(() -> next().rebuild(table, deliveries));
  }

  @Override
  public Optional<Compaction> compact(TableName table) {
    return writing(() -> next().compact(table));
  }

  @Override
  public Set<TableName> stored() {
    return next().stored();
  }

  @Override
  public Inventory inventory(TableName table) {
    return next().inventory(table);
  }

  @Override
  public LakeView view(Moment moment) {
    return holding(
        moments.writeLock(), () -> new BothViews(embedded.view(moment), spark.view(moment)));
  }

  private <T> T writing(Supplier<T> work) {
    return holding(moments.readLock(), work);
  }

  private static <T> T holding(Lock lock, Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OptionalLong position(TableDefinition table, Delivery delivery, List<Object> key) {
    return next().position(table, delivery, key);
  }

  @Override
  public void close() {
    embedded.close();
    spark.close();
  }

  /** Gives rows that both gave. */
  private record BothViews(LakeView embedded, LakeView spark) implements LakeView {
    @Override
    public SortedMap<TableName, Long> tables() {
      assertThat(spark.tables()).isEqualTo(embedded.tables());
      return spark.tables();
    }

    @Override
    public SortedMap<TableName, Long> inputs(String sql) {
      assertThat(spark.inputs(sql)).isEqualTo(embedded.inputs(sql));
      return spark.inputs(sql);
    }

    @Override
    public Rows query(Query query) {
      Known expected = Known.of(embedded.query(query));
      Known found = Known.of(spark.query(query));
      assertThat(found.columns()).hasSameSizeAs(expected.columns());
      assertThat(found.sorted()).isEqualTo(expected.sorted());
      return found.rows();
    }

    @Override
    public Rows asKept(TableName target, Query rows) {
      return spark.asKept(target, rows);
    }

    @Override
    public long append(TableName target, Query rows) {
      return spark.append(target, rows);
    }

    @Override
    public void cancel() {
      embedded.cancel();
      spark.cancel();
    }

    @Override
    public void close() {
      embedded.close();
      spark.close();
    }
  }

  private record Known(List<String> columns, List<List<@Nullable Object>> values) {
    static Known of(Rows rows) {
      try (rows) {
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (var row = rows.next(); row != null; row = rows.next()) {
          values.add(row);
        }
        return new Known(rows.columns(), values);
      }
    }

    List<List<@Nullable Object>> sorted() {
      List<List<@Nullable Object>> sorted = new ArrayList<>(values);
      sorted.sort(Comparator.comparing(row -> Arrays.toString(row.toArray())));
      return sorted;
    }

    Rows rows() {
      Iterator<List<@Nullable Object>> left = values.iterator();
      return new Rows() {
        @Override
        public List<String> columns() {
          return columns;
        }

        @Override
        public @Nullable List<@Nullable Object> next() {
          return left.hasNext() ? left.next() : null;
        }

        @Override
        public void close() {}
      };
    }
  }
}
