package dev.bookreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a Java and a Maven that only say how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      for argument in "$@"; do
        case $argument in
          -XX:ArchiveClassesAtExit=*) echo archive >"${argument#*=}"; exit ;;
        esac
      done
      printf '<%s>\\n' "$@"
      """;
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "mvn $*"
      mkdir -p app/target/bookreel
      touch app/target/bookreel/built
      """;

  private final Path directory;
  private final Path home;
  private final Path javaHome;
  private final Path tools;

  LauncherTest(@TempDir Path directory) {
    this.directory = directory;
    this.home = directory.resolve("home with spaces");
    this.javaHome = directory.resolve("java home");
    this.tools = directory.resolve("tools");
  }

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(home.resolve("app/src/main"));
    Files.copy(Path.of("..", "bookreel"), home.resolve("bookreel"));
    write(home.resolve("pom.xml"), "<project/>");
    executable(javaHome.resolve("bin/java"), JAVA);
    executable(tools.resolve("mvn"), MAVEN);
    release("17.0.15", "17.0.15+6");
    write(built(), "");
  }

  @Test
  void argumentsReachJavaAsTheyAre() throws Exception {
    Result result = run(home.resolve("bookreel"), "sql", "select 'a  b', *", "");

    assertThat(result.lines()).endsWith("<sql>", "<select 'a  b', *>", "<>");
    assertThat(result.lines())
        .contains(
            "<-cp>",
            "<" + dist().resolve("lib/bookreel-app.jar") + ">",
            "<dev.bookreel.cli.Main>",
            "<-Dbookreel.home=" + home + ">",
            "<-Djava.library.path=" + dist().resolve("lib/native") + ">",
            "<-Dbookreel.terminals=>");
    assertThat(result.status()).isZero();
  }

  @Test
  void itFindsItsHomeThroughSymbolicLinks() throws Exception {
    Path first = Files.createSymbolicLink(directory.resolve("first"), home.resolve("bookreel"));
    Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("first"));

    assertThat(first).exists();
    assertThat(run(second).lines()).contains("<-Dbookreel.home=" + home + ">");
  }

  @Test
  void optionsForJavaMayBeGiven() throws Exception {
    Result result =
        run(Map.of("BOOKREEL_JAVA_OPTS", "-Xmx2g -Dx=*"), home.resolve("bookreel"), "run");

    assertThat(result.lines()).containsSubsequence("<-Xmx2g>", "<-Dx=*>", "<-cp>", "<run>");
  }

  @Test
  void theArchiveIsMadeOnceForEachJava() throws Exception {
    Path archive = dist().resolve("classes/17.0.15+6.jsa");

    Result first = run(home.resolve("bookreel"));
    Result second = run(home.resolve("bookreel"));
    release("25.0.1", "25.0.1+8");
    Result other = run(home.resolve("bookreel"));

    assertThat(archive).exists();
    assertThat(first.err())
        .isEqualTo("bookreel: preparing faster starts with Java 17, once: a few seconds\n");
    assertThat(first.lines()).contains("<-XX:SharedArchiveFile=" + archive + ">");
    assertThat(second.err()).isEmpty();
    assertThat(second.lines()).contains("<-XX:SharedArchiveFile=" + archive + ">");
    assertThat(other.lines())
        .contains("<-XX:SharedArchiveFile=" + dist().resolve("classes/25.0.1+8.jsa") + ">");
  }

  @Test
  void sparkIsFetchedAndHasAnArchiveOfItsOwn() throws Exception {
    Files.createDirectories(home.resolve("engine-spark/target/spark"));
    executable(tools.resolve("mvn"), "#!/bin/sh\necho \"mvn $*\"\n");
    Path archive = dist().resolve("classes/spark-17.0.15+6.jsa");

    Result first = run(home.resolve("bookreel"), "run", "--engine", "Spark");
    Result second = run(home.resolve("bookreel"), "run", "--engine=spark");

    assertThat(first.err())
        .isEqualTo(
            """
            bookreel: fetching Spark, once: some 300 MB
            mvn -q -B -pl engine-spark -am package -DskipTests -Plauncher
            bookreel: preparing faster starts with Java 17, once: half a minute
            """);
    assertThat(first.lines())
        .contains(
            "<-XX:SharedArchiveFile=" + archive + ">",
            "<@" + home.resolve("engine-spark/java.options") + ">",
            "<%s:%s/*:%s/*>"
                .formatted(
                    dist().resolve("lib/bookreel-app.jar"),
                    home.resolve("engine-spark/target"),
                    home.resolve("engine-spark/target/spark")))
        .doesNotContain("<-XX:TieredStopAtLevel=1>", "<-Xmx1g>")
        .endsWith("<run>", "<--engine>", "<Spark>");
    assertThat(second.err()).isEmpty();
    assertThat(second.lines()).contains("<-XX:SharedArchiveFile=" + archive + ">");
  }

  @Test
  void anArchiveThatCannotBeMadeDoesNotMatter() throws Exception {
    executable(javaHome.resolve("bin/java"), JAVA.replace("echo archive", "false"));

    Result first = run(home.resolve("bookreel"), "run");
    Result second = run(home.resolve("bookreel"), "run");

    assertThat(first.status()).isZero();
    assertThat(first.lines()).endsWith("<run>");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out()).doesNotContain("SharedArchiveFile");
  }

  @Test
  void itBuildsWhenSourcesAreNewerThanTheBuild() throws Exception {
    Files.setLastModifiedTime(
        home.resolve("pom.xml"), FileTime.from(Instant.now().plus(Duration.ofHours(-1))));
    Files.setLastModifiedTime(built(), FileTime.from(Instant.now().plus(Duration.ofHours(-2))));

    Result first = run(home.resolve("bookreel"), "run");
    Result second = run(home.resolve("bookreel"), "run");

    assertThat(first.err())
        .contains(
            "bookreel: building, once: about half a minute, longer if Maven has to download first\n",
            "mvn -q -B -pl app -am package -DskipTests\n");
    assertThat(first.lines()).endsWith("<run>");
    assertThat(second.err()).isEmpty();
    assertThat(home.resolve("app/target/building")).doesNotExist();
  }

  @Test
  void aBuildThatFailsEndsIt() throws Exception {
    Files.delete(built());
    executable(tools.resolve("mvn"), "#!/bin/sh\necho 'BUILD FAILURE'\nexit 1\n");

    Result result = run(home.resolve("bookreel"), "run");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .endsWith(
            "BUILD FAILURE\nbookreel: The build failed; what Maven said is above. Try 'mvn -pl app"
                + " -am package -DskipTests' in "
                + home
                + ".\n");
    assertThat(home.resolve("app/target/building")).doesNotExist();
  }

  @Test
  void aBuildThatWasKilledIsTakenOver() throws Exception {
    Files.delete(built());
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    write(home.resolve("app/target/building/owner"), String.valueOf(gone.pid()));

    assertThat(run(home.resolve("bookreel"), "run").lines()).endsWith("<run>");
  }

  @Test
  void anOldJavaIsRefused() throws Exception {
    release("1.8.0_302", "1.8.0_302-b08");

    Result result = run(home.resolve("bookreel"), "run");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "bookreel: Java 8 ("
                + javaHome.resolve("bin/java")
                + ") is too old. Bookreel needs Java 17 or newer: install one, or set JAVA_HOME to"
                + " it.\n");
  }

  @Test
  void aJavaWithoutAReleaseFileIsAsked() throws Exception {
    Files.delete(javaHome.resolve("release"));
    executable(
        javaHome.resolve("bin/java"),
        "#!/bin/sh\n[ \"$1\" = -version ] && echo 'openjdk version \"16.0.2\" 2021' >&2\n");

    assertThat(run(home.resolve("bookreel"), "run").err()).startsWith("bookreel: Java 16 (");
  }

  @Test
  void aWrongJavaHomeIsSaid() throws Exception {
    Result result = run(Map.of("JAVA_HOME", "/nowhere"), home.resolve("bookreel"), "run");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "bookreel: JAVA_HOME is /nowhere, but there is no bin/java in it. Point it to a Java 17"
                + " or newer, or unset it to use the one on the PATH.\n");
  }

  private Path dist() {
    return home.resolve("app/target/bookreel");
  }

  private Path built() {
    return dist().resolve("built");
  }

  private void release(String version, String build) throws IOException {
    write(
        javaHome.resolve("release"),
        "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"%s\"\nJAVA_RUNTIME_VERSION=\"%s\"\n"
            .formatted(version, build));
  }

  private static void executable(Path file, String script) throws IOException {
    write(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Result run(Path launcher, String... args) throws Exception {
    return run(Map.of(), launcher, args);
  }

  private Result run(Map<String, String> environment, Path launcher, String... args)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
    command.addAll(List.of(args));
    Path err = Files.createTempFile(directory, "err", "");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().merge("PATH", tools + ":", (path, first) -> first + path);
    builder.environment().remove("BOOKREEL_JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out, Files.readString(err));
  }

  private record Result(int status, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }
}
