package dev.bookreel.engine.embedded;

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
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.Tail;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Inventory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * DuckDB and Delta Kernel, joined: one process, one database in memory, tables on the local disk.
 */
public final class EmbeddedEngine implements Engine {
  private final LakeLayout layout;
  private final Duck duck;
  private final DeliveryReader reader;
  private final Rewriter rewriter;
  private final TailVersions.Finder finder;

  /**
   * Opens a lake; nothing is written until something is loaded.
   *
   * @param lake the lake's directory; need not exist yet
   */
  public EmbeddedEngine(Path lake, LakeDefinition definition) {
    this(lake, definition, Limits.NONE, EngineListener.SILENT);
  }

  public EmbeddedEngine(
      Path lake, LakeDefinition definition, Limits limits, EngineListener listener) {
    this.layout = new LakeLayout(lake, definition);
    this.duck = new Duck(layout.root(), List.of(), definition.zone(), limits, listener);
    this.reader = new DuckReader(layout);
    this.rewriter = Rewriter.here(layout);
    this.finder = DuckTailVersions::new;
  }

  /**
   * An engine whose deliveries are read and compared, whose files are put together and whose
   * versions are found by another one.
   *
   * @param duck closed with the engine
   */
  public EmbeddedEngine(
      LakeLayout layout,
      Duck duck,
      DeliveryReader reader,
      Rewriter rewriter,
      TailVersions.Finder finder) {
    this.layout = layout;
    this.duck = duck;
    this.reader = reader;
    this.rewriter = rewriter;
    this.finder = finder;
  }

  @Override
  public Optional<Instant> lastLoaded(TableDefinition table) {
    return loader(table).lastLoaded();
  }

  @Override
  public LoadOutcome load(TableDefinition table, Delivery delivery, boolean accept) {
    LoadOutcome outcome = loader(table).load(delivery, accept);
    if (outcome instanceof LoadOutcome.Committed committed) {
      try (Workspace workspace = duck.workspace()) {
        workspace.begins(delivery, Phase.TIDYING);
        new Compactor(layout, workspace, rewriter, table.name()).tidy(committed.version());
      }
    }
    return outcome;
  }

  @Override
  public Optional<LoadOutcome.Committed> recount(TableDefinition table, Delivery delivery) {
    return loader(table).recount(delivery);
  }

  @Override
  public List<LoadOutcome> reload(TableDefinition table, Tail tail) {
    return loader(table).reload(tail, finder);
  }

  @Override
  public LoadOutcome.Committed rebuild(TableDefinition table, List<Delivery> deliveries) {
    return loader(table).rebuild(deliveries, rewriter);
  }

  @Override
  public Optional<Compaction> compact(TableName table) {
    try (Workspace workspace = duck.workspace()) {
      return new Compactor(layout, workspace, rewriter, table).compact();
    }
  }

  @Override
  public Set<TableName> stored() {
    return layout.stored();
  }

  @Override
  public Inventory inventory(TableName table) {
    return layout.table(table).inventory(ParquetWriter::wrote);
  }

  @Override
  public LakeView view(Moment moment) {
    Workspace workspace = duck.workspace();
    try {
      return new DuckView(layout, workspace, moment);
    } catch (LakeException e) {
      workspace.close();
      throw e;
    }
  }

  @Override
  public OptionalLong position(TableDefinition table, Delivery delivery, List<Object> key) {
    return loader(table).position(delivery, key);
  }

  private Loader loader(TableDefinition table) {
    return new Loader(layout, duck, reader, table);
  }

  @Override
  public void close() {
    duck.close();
  }
}
