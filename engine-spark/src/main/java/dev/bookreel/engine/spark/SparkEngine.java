package dev.bookreel.engine.spark;

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
import dev.bookreel.engine.Tail;
import dev.bookreel.engine.embedded.DeliveryReader;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Rewriter;
import dev.bookreel.engine.embedded.TailVersions;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.file.Inventory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Loads and asks on Spark. The log is read and written by the driver, as the embedded engine does
 * it; what works on few rows (quarantine, records) is done in the driver too.
 */
public final class SparkEngine implements Engine {
  private final LakeLayout layout;
  private final Duck duck;
  private final Session session;
  private final Workplace workplace;
  private final EmbeddedEngine embedded;
  private final Catalog catalog;

  /**
   * Opens a lake; nothing is written until something is loaded.
   *
   * @param lake the lake's directory, which all machines of the cluster must see under that name
   * @param limits of the driver, beside Spark's own
   * @param settings of Spark, by names such as {@code spark.master}; those that {@code
   *     spark-submit} gave are known already
   */
  public SparkEngine(
      Path lake,
      LakeDefinition definition,
      Limits limits,
      Map<String, String> settings,
      EngineListener listener) {
    this(
        LakeLayout.ofManyMachines(lake, definition),
        limits,
        Session.open(settings, definition.zone(), listener),
        SparkReader::new,
        SparkRewriter::new,
        StagedTail::finder);
  }

  /** Makes a part of an engine. */
  @FunctionalInterface
  interface Part<T> {
    T of(LakeLayout layout, Session session, Workplace workplace);
  }

  SparkEngine(
      LakeLayout layout,
      Limits limits,
      Session session,
      Part<DeliveryReader> reader,
      Part<Rewriter> rewriter,
      Part<TailVersions.Finder> finder) {
    this.layout = layout;
    this.session = session;
    this.duck =
        new Duck(layout.root(), List.of(), layout.definition().zone(), limits, session.listener());
    this.workplace = Workplace.of(layout, limits);
    this.embedded =
        new EmbeddedEngine(
            layout,
            duck,
            reader.of(layout, session, workplace),
            rewriter.of(layout, session, workplace),
            finder.of(layout, session, workplace));
    this.catalog = new Catalog(session, layout);
  }

  @Override
  public Optional<Instant> lastLoaded(TableDefinition table) {
    return embedded.lastLoaded(table);
  }

  @Override
  public LoadOutcome load(TableDefinition table, Delivery delivery, boolean accept) {
    return embedded.load(table, delivery, accept);
  }

  @Override
  public Optional<LoadOutcome.Committed> recount(TableDefinition table, Delivery delivery) {
    return embedded.recount(table, delivery);
  }

  @Override
  public List<LoadOutcome> reload(TableDefinition table, Tail tail) {
    return embedded.reload(table, tail);
  }

  @Override
  public LoadOutcome.Committed rebuild(TableDefinition table, List<Delivery> deliveries) {
    return embedded.rebuild(table, deliveries);
  }

  @Override
  public Optional<Compaction> compact(TableName table) {
    return embedded.compact(table);
  }

  @Override
  public Set<TableName> stored() {
    return embedded.stored();
  }

  @Override
  public Inventory inventory(TableName table) {
    return embedded.inventory(table);
  }

  @Override
  public LakeView view(Moment moment) {
    return new SparkView(layout, duck, session, () -> embedded.view(moment), moment);
  }

  @Override
  public OptionalLong position(TableDefinition table, Delivery delivery, List<Object> key) {
    return embedded.position(table, delivery, key);
  }

  /**
   * If Spark was given a catalog that outlives it, the lake's tables are registered there.
   *
   * @throws dev.bookreel.error.LakeException if they cannot be; the lake is as it should be
   */
  @Override
  public void close() {
    try (session) {
      embedded.close();
      SharedDuck.giveUp(workplace);
      if (catalog.isThere()) {
        catalog.follow();
      }
    }
  }
}
