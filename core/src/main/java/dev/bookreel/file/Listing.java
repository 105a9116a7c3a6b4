package dev.bookreel.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The files in a folder and its folders, at one moment: sorted by path, with size and time. */
public record Listing(NavigableMap<Path, File> files) {
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..*\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  public Listing {
    files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
  }

  /** What a listing tells of a file. */
  public record File(long bytes, Instant modifiedAt) {}

  /** Lists a folder; what goes meanwhile is left out. Empty if the folder does not exist. */
  public static Listing of(Path folder) throws IOException {
    NavigableMap<Path, File> files = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.put(
                  file, new File(attributes.size(), attributes.lastModifiedTime().toInstant()));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (Files.notExists(file)) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    }
    return new Listing(files);
  }

  public long bytes() {
    return files.values().stream().mapToLong(File::bytes).sum();
  }

  /** Whether a name is one that {@link DurableFiles} gives to what is being written. */
  public static boolean isTemporary(Path file) {
    return TEMPORARY.matcher(file.getFileName().toString()).matches();
  }
}
