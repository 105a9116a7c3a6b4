package dev.bookreel.source.directory;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Files in a local directory. If any folder in it has a delivery time for its name, as {@code
 * 2021-12-29T02-00-00Z}, those folders are the deliveries and everything else in it is ignored;
 * otherwise the directory itself holds the files. Links are followed.
 */
public final class DirectorySourceKind implements SourceKind {
  private static final String PATH = "path";

  @Override
  public String name() {
    return "directory";
  }

  @Override
  public Set<String> settings() {
    return Set.of(PATH);
  }

  /** Any path, and URIs beginning with {@code file:}. */
  @Override
  public boolean understands(String location) {
    return location.startsWith("file:") || !location.contains("://");
  }

  @Override
  public Source open(SourceDefinition definition, Path base) {
    String opening = "Cannot open directory source '" + definition.name() + "'";
    String path = definition.settings().get(PATH);
    if (path == null) {
      throw new LakeException(
          opening + ": it has no 'path'. Add it to the source in lake.yaml, such as path: samples");
    }
    return open(path, base, opening, "Correct 'path' of the source in lake.yaml");
  }

  @Override
  public Source open(String location, Path base) {
    return open(
        location,
        base,
        "Cannot fetch --from '" + location + "'",
        "Give the directory that holds the deliveries");
  }

  private static Source open(String location, Path base, String opening, String fix) {
    Path root = path(location, base, opening, fix);
    if (!Files.exists(root)) {
      throw new LakeException("%s: %s does not exist. %s".formatted(opening, root, fix));
    }
    if (!Files.isDirectory(root)) {
      throw new LakeException("%s: %s is not a directory. %s".formatted(opening, root, fix));
    }
    if (!Files.isReadable(root) || !Files.isExecutable(root)) {
      throw new LakeException(
          "%s: %s cannot be read: permission denied. Make the directory readable for this user"
              .formatted(opening, root));
    }
    return new DirectorySource(root);
  }

  private static Path path(String location, Path base, String opening, String fix) {
    try {
      Path path = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
      return base.toAbsolutePath().resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new LakeException(
          "%s: it is not a path: %s. %s".formatted(opening, e.getReason(), fix), e);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new LakeException(
          "%s: it is not a file URI: %s. Write file:///absolute/path, with %%20 for a space, or the bare path"
              .formatted(opening, e.getMessage()),
          e);
    }
  }
}
