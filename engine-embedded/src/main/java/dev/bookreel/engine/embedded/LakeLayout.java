package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Where the Delta table of each name lies: {@code silver/}, {@code gold/} and {@code system/}. */
public final class LakeLayout {
  private static final String ANSWERS = "analytics";

  private final Path root;
  private final LakeDefinition definition;
  private final String aside;
  private final Map<TableName, DeltaTable> tables = new ConcurrentHashMap<>();

  public LakeLayout(Path root, LakeDefinition definition) {
    this(root, definition, ".");
  }

  private LakeLayout(Path root, LakeDefinition definition, String aside) {
    this.root = root.toAbsolutePath().normalize();
    this.definition = definition;
    this.aside = aside;
  }

  /** One where also what is made aside is seen by all machines. */
  public static LakeLayout ofManyMachines(Path root, LakeDefinition definition) {
    return new LakeLayout(root, definition, "_");
  }

  public Path root() {
    return root;
  }

  public LakeDefinition definition() {
    return definition;
  }

  /** One for each name, which knows what it has read of its log. */
  public DeltaTable table(TableName name) {
    return tables.computeIfAbsent(name, key -> new DeltaTable(location(key)));
  }

  public Path location(TableName table) {
    return switch (table.schema()) {
      case ANSWERS -> root.resolve("gold").resolve(table.name());
      case SystemTables.SCHEMA -> root.resolve("system").resolve(table.name());
      default -> root.resolve("silver").resolve(table.schema()).resolve(table.name());
    };
  }

  /** The name of every table that is declared or has a folder of answers. */
  public Set<TableName> tables() {
    Set<TableName> names = new TreeSet<>(SystemTables.COLUMNS.keySet());
    definition.tables().stream().map(TableDefinition::name).forEach(names::add);
    Path gold = root.resolve("gold");
    try (Stream<Path> folders = Files.list(gold)) {
      folders
          .filter(Files::isDirectory)
          .forEach(
              folder ->
                  TableName.of(ANSWERS, folder.getFileName().toString()).ifPresent(names::add));
    } catch (NoSuchFileException | NotDirectoryException none) {
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  /** The name of every table that has a folder, declared or not. */
  Set<TableName> stored() {
    Set<TableName> names = new TreeSet<>();
    addIn("gold", ANSWERS, names);
    addIn("system", SystemTables.SCHEMA, names);
    for (Path schema : Folders.in(root.resolve("silver"))) {
      String name = schema.getFileName().toString();
      addIn("silver/" + name, name, names);
    }
    return names;
  }

  private void addIn(String folder, String schema, Set<TableName> names) {
    for (Path table : Folders.in(root.resolve(folder))) {
      TableName.of(schema, table.getFileName().toString()).ifPresent(names::add);
    }
  }

  /** A new name for a folder in which deliveries are inflated. */
  public Path inflation() {
    return scratch("inflated-" + UUID.randomUUID());
  }

  /** A new name for what is made aside, on the lake's own disk. */
  public Path scratch(String name) {
    return root.resolve("system").resolve(aside + name);
  }
}
