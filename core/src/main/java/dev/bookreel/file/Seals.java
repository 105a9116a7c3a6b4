package dev.bookreel.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A seal is a hidden file beside another one, which holds the SHA-256 of its content: {@code
 * .00000000000000000003.json.sha256} for {@code 00000000000000000003.json}. It tells whether the
 * file was damaged since, and that it was there.
 *
 * <p>Seals come after the file that counts and are not forced to the disk. A crash may leave a file
 * without one, or with one that is cut: both mean that nobody knows.
 */
public final class Seals {
  private static final Pattern NAME = Pattern.compile("\\.(.+)\\.sha256");
  private static final Pattern CONTENT = Pattern.compile("([0-9a-f]{64})\n");

  private Seals() {}

  /** Where a file's seal lies. */
  public static Path beside(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".sha256");
  }

  /** The file that a seal is of; empty if this is no seal. */
  public static Optional<Path> sealed(Path seal) {
    Matcher name = NAME.matcher(seal.getFileName().toString());
    return name.matches() ? Optional.of(seal.resolveSibling(name.group(1))) : Optional.empty();
  }

  /** Seals a file. If that fails the file stays without: the file itself is what counts. */
  public static void write(Path file, String sha256) {
    try {
      Files.writeString(beside(file), sha256 + "\n");
    } catch (IOException unsealed) {
      // It is told as unchecked when somebody verifies.
    }
  }

  /** Takes the seal off a file that is about to be replaced. */
  public static void remove(Path file) throws IOException {
    Files.deleteIfExists(beside(file));
  }

  /** The SHA-256 that a file had when it was written, if that is known. */
  public static Optional<String> read(Path file) {
    try {
      Matcher content =
          CONTENT.matcher(
              new String(Files.readAllBytes(beside(file)), StandardCharsets.ISO_8859_1));
      return content.matches() ? Optional.of(content.group(1)) : Optional.empty();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }
}
