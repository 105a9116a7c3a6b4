package dev.bookreel.source.directory;

import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.delivery.DeliveryTime;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.FileTree;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import dev.bookreel.source.TreeSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files in a local directory. If any folder in it has a delivery time for its name, as {@code
 * 2021-12-29T02-00-00Z}, those folders are the deliveries and everything else in it is ignored;
 * otherwise the directory itself holds the files. Links are followed.
 */
public final class DirectorySourceKind implements SourceKind {
  private static final String PATH = "path";
  private static final String FIX = "Name the directory that holds the deliveries";

  @Override
  public String name() {
    return "directory";
  }

  @Override
  public List<Setting> settings() {
    return List.of(Setting.required(PATH, "samples"));
  }

  /** Any path, and URIs beginning with {@code file:}. */
  @Override
  public boolean understands(String location) {
    return location.startsWith("file:") || !location.contains("://");
  }

  @Override
  public Map<String, String> settingsOf(String location) {
    return Map.of(PATH, location);
  }

  @Override
  public Source open(SourceDefinition definition, Path base) {
    String opening = "Cannot open the " + definition.title();
    Path root = root(definition.required(PATH), base, opening);
    FileTree tree = new DirectoryTree(root);
    return new TreeSource(tree, hasDatedFolders(root) ? "{delivered_at}" : "", definition);
  }

  private static boolean hasDatedFolders(Path root) {
    try (Stream<Path> children = Files.list(root)) {
      return children.anyMatch(
          child ->
              DeliveryTime.parse(child.getFileName().toString()).isPresent()
                  && Files.isDirectory(child));
    } catch (IOException e) {
      throw new LakeException(
          "Cannot list %s: %s. Make the directory readable".formatted(root, IoReason.of(e)), e);
    }
  }

  private static Path root(String location, Path base, String opening) {
    Path root = path(location, base, opening);
    if (!Files.exists(root)) {
      throw new LakeException("%s: %s does not exist. %s".formatted(opening, root, FIX));
    }
    if (!Files.isDirectory(root)) {
      throw new LakeException("%s: %s is not a directory. %s".formatted(opening, root, FIX));
    }
    if (!Files.isReadable(root) || !Files.isExecutable(root)) {
      throw new LakeException(
          "%s: %s cannot be read: permission denied. Make the directory readable for this user"
              .formatted(opening, root));
    }
    return root;
  }

  private static Path path(String location, Path base, String opening) {
    try {
      Path path = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
      return base.toAbsolutePath().resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new LakeException(
          "%s: it is not a path: %s. %s".formatted(opening, e.getReason(), FIX), e);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new LakeException(
          "%s: it is not a file URI: %s. Write file:///absolute/path, with %%20 for a space, or the bare path"
              .formatted(opening, e.getMessage()),
          e);
    }
  }
}
