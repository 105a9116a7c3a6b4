package dev.bookreel.delivery;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A source to fetch from, opened only if a table needs it.
 *
 * @param name for the record of each delivery
 * @param description for messages, such as {@code directory source 'nightly'}
 * @param delivers whether it is the one to ask for a table
 * @param opener opens it; throws {@link dev.bookreel.error.LakeException} if it cannot
 */
public record FetchSource(
    String name, String description, Predicate<TableName> delivers, Supplier<Source> opener) {

  /**
   * A source that {@code lake.yaml} declares.
   *
   * @param kind the definition's
   * @param base what relative paths are relative to
   */
  public static FetchSource declared(SourceDefinition definition, SourceKind kind, Path base) {
    return new FetchSource(
        definition.name(),
        "%s source '%s'".formatted(kind.name(), definition.name()),
        definition::delivers,
        () -> kind.open(definition, base));
  }

  /**
   * The location that {@code --from} names, for all tables.
   *
   * @param kind one that understands the location
   * @param base what relative paths are relative to
   */
  public static FetchSource from(String location, SourceKind kind, Path base) {
    return new FetchSource(
        "--from", kind.name() + " given by --from", table -> true, () -> kind.open(location, base));
  }
}
