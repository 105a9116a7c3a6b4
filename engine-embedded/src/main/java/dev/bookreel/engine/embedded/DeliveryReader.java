package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;

/** Reads deliveries for loads: on this machine, or on many. */
public interface DeliveryReader {

  /**
   * Reads, casts, checks and finds duplicates, once.
   *
   * @param workspace gets {@link Delivered#REFUSED}, and what the reading needs
   * @param absences narrowed to what this delivery lacks
   * @return to be closed when the load has ended
   * @throws dev.bookreel.error.UnreadableDeliveryException if the file is not what the definition
   *     says
   */
  Reading read(Workspace workspace, TableDefinition table, Delivery delivery, Absences absences)
      throws SQLException;
}
