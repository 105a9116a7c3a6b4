package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sources of one fetch, each opened when it is first needed, and only once. */
final class OpenedSources implements AutoCloseable {
  private final Retries retries;
  private final FetchProgress progress;
  private final Map<FetchSource, Opening> openings = new HashMap<>();

  OpenedSources(Retries retries, FetchProgress progress) {
    this.retries = retries;
    this.progress = progress;
  }

  /**
   * @param table the first that needs it, to be told while it is tried again
   * @throws LakeException if it cannot be opened; the same again for every table that needs it
   */
  Source open(FetchSource source, TableName table) {
    return opening(source).open(source, table);
  }

  private synchronized Opening opening(FetchSource source) {
    return openings.computeIfAbsent(source, key -> new Opening());
  }

  /** Opening one source may take a while: those who need another do not wait. */
  private final class Opening {
    private @Nullable Source opened;
    private @Nullable LakeException refused;

    synchronized Source open(FetchSource source, TableName table) {
      if (refused != null) {
        throw refused;
      }
      if (opened == null) {
        try {
          opened =
              retries.run(
                  table,
                  "cannot reach the " + source.description(),
                  source.masked(progress),
                  () -> source.opener().open());
        } catch (LakeException e) {
          refused = e;
          throw e;
        }
      }
      return opened;
    }

    synchronized void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  @Override
  public synchronized void close() {
    openings.values().forEach(Opening::close);
  }
}
