package dev.bookreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes. */
class MainTest {

  @Test
  void theVersionIsOneLineOnStandardOutput() throws Exception {
    Process process = start("--version");

    assertThat(text(process.getInputStream().readAllBytes()))
        .startsWith("bookreel ")
        .hasLineCount(1);
    assertThat(text(process.getErrorStream().readAllBytes())).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void wrongUsageIsTwoAndOnStandardError() throws Exception {
    Process process = start("tables", "--formt", "json");

    assertThat(text(process.getInputStream().readAllBytes())).isEmpty();
    assertThat(text(process.getErrorStream().readAllBytes()))
        .isEqualTo(
            """
            bookreel: There is no option '--formt'. Did you mean '--format'?
            Try 'bookreel tables --help'.
            """);
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void deliveriesThatAreNotCompressedLoadNoLibraryForIt(@TempDir Path directory) throws Exception {
    Path loaded = directory.resolve("loaded");
    List<String> command =
        command(
            "run",
            "--project=" + Path.of("..", "lake"),
            "--from=" + Path.of("..", "samples"),
            "--lake=" + directory.resolve("lake"));
    command.add(1, "-Xlog:class+load:file=" + loaded);
    Path out = directory.resolve("out");

    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .waitFor();

    assertThat(status).as(Files.readString(out)).isZero();
    assertThat(Files.readString(loaded))
        .contains("dev.bookreel.compression.Compression ")
        .doesNotContain("org.apache.commons.compress.", "com.github.luben.zstd.");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCEndsItQuietly() throws Exception {
    Process process = startListeningToCtrlC("sql", "--verbose");

    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(text(process.getErrorStream().readAllBytes())).isEmpty();
  }

  /** Whoever runs the tests in the background made them, and what they start, deaf to Ctrl-C. */
  private static Process startListeningToCtrlC(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    if (OS.LINUX.isCurrentOs()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(command(args));
    return new ProcessBuilder(command).start();
  }

  private static Process start(String... args) throws IOException {
    return new ProcessBuilder(command(args)).start();
  }

  private static List<String> command(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    return command;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
