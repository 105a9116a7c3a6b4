package dev.bookreel.source.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs of a database server, run as an ordinary user, and stopped when this JVM ends. */
final class ServerProcess {
  private static final String ORDINARY = "nobody";
  private static final long LONGEST_START_SECONDS = 60;

  private ServerProcess() {}

  /** A new folder of the user who runs the server; it goes when this JVM ends. */
  static Path folder(String prefix) throws IOException {
    Path folder = Files.createTempDirectory("bookreel-" + prefix);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    give(folder);
    return folder;
  }

  /** Makes a file or folder the server's. */
  static void give(Path path) throws IOException {
    if (isRoot()) {
      Files.setOwner(
          path,
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ORDINARY));
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Servers refuse to run as root, or would be more than the tests need. */
  private static List<String> asOrdinaryUser(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("setpriv", "--reuid", ORDINARY, "--regid", "nogroup", "--clear-groups"));
    }
    whole.addAll(command);
    return whole;
  }

  private static ProcessBuilder builder(Path folder, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(asOrdinaryUser(command))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LC_ALL", "C");
    builder.environment().remove("TZ");
    return builder;
  }

  /** Runs a program to its end. */
  static void run(Path folder, List<String> command, @Nullable Path input)
      throws IOException, InterruptedException {
    ProcessBuilder builder = builder(folder, command);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + printed);
    }
  }

  /** Starts a server and waits until it prints that it is ready. */
  static void serve(Path folder, List<String> command, String ready)
      throws IOException, InterruptedException {
    Process process = builder(folder, command).start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, folder)));
    CountDownLatch started = new CountDownLatch(1);
    StringJoiner printed = new StringJoiner("\n");
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader()) {
                lines
                    .lines()
                    .forEach(
                        line -> {
                          if (started.getCount() > 0) {
                            printed.add(line);
                          }
                          if (line.contains(ready)) {
                            started.countDown();
                          }
                        });
              } catch (IOException | UncheckedIOException stopped) {
                // Stopped with this JVM.
              }
            },
            "database-server");
    reader.setDaemon(true);
    reader.start();
    if (!started.await(LONGEST_START_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(command + " did not start: " + printed);
    }
  }

  private static void stop(Process process, Path folder) {
    process.destroyForcibly();
    try {
      process.waitFor();
      delete(folder);
    } catch (IOException | InterruptedException leftOver) {
      // In the folder for temporary files.
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
