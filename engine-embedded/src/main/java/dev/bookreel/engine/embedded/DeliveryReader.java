package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.util.Optional;

/** Reads deliveries for loads: on this machine, or on many. */
@FunctionalInterface
public interface DeliveryReader {

  /**
   * Reads, casts, checks and finds duplicates, once.
   *
   * @param workspace gets {@link Delivered#REFUSED}, and what the reading needs
   * @param absences narrowed to what this delivery lacks
   * @param base what it will be compared with first, if there is any
   * @return to be closed when the load has ended
   * @throws dev.bookreel.error.UnreadableDeliveryException if the file is not what the definition
   *     says
   */
  Reading read(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      Absences absences,
      Optional<TableVersion> base)
      throws SQLException;

  /** Reads into the workspace, and compares there. */
  static DeliveryReader here(LakeLayout layout) {
    return new DuckReader(layout);
  }
}
