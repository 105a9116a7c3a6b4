package dev.bookreel.delivery;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A source to fetch from, opened only if a table needs it.
 *
 * @param name for the record of each delivery
 * @param description for messages, such as {@code directory source 'nightly'}
 * @param delivers whether it is the one to ask for a table
 * @param masking hides its secrets in a text
 */
public record FetchSource(
    String name,
    String description,
    Predicate<TableName> delivers,
    Opener opener,
    UnaryOperator<String> masking) {

  /** Opens a source. */
  @FunctionalInterface
  public interface Opener {
    /**
     * @throws IOException if it cannot be reached, and that may pass
     * @throws dev.bookreel.error.LakeException if it does not exist or refuses
     */
    Source open() throws IOException;
  }

  /** Tells on what it hears, without the source's secrets. */
  FetchProgress masked(FetchProgress progress) {
    return new FetchProgress() {
      @Override
      public void read(TableName table, String location, long bytesRead, OptionalLong bytes) {
        progress.read(table, location, bytesRead, bytes);
      }

      @Override
      public void ended(TableName table, String location) {
        progress.ended(table, location);
      }

      @Override
      public void retrying(TableName table, String reason, Duration wait) {
        progress.retrying(table, masking.apply(reason), wait);
      }
    };
  }

  /** A source without secrets. */
  public FetchSource(
      String name, String description, Predicate<TableName> delivers, Opener opener) {
    this(name, description, delivers, opener, UnaryOperator.identity());
  }

  /**
   * A source that {@code lake.yaml} declares.
   *
   * @param kind the definition's
   * @param base what relative paths are relative to
   */
  public static FetchSource declared(SourceDefinition definition, SourceKind kind, Path base) {
    return new FetchSource(
        definition.name(),
        definition.title(),
        definition::delivers,
        () -> kind.open(definition, base),
        definition::masked);
  }
}
