package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.crash.Journal.Commit;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.scale.Cases;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that commit to the same tables at once. */
class WritersIT {
  private static final int WRITERS = 4;
  private static final int COMMITS = Cases.count(15, 250);

  @TempDir Path directory;
  private Path project;
  private Path lake;

  @BeforeEach
  void declare() throws Exception {
    Fault.assumePossible();
    project = Tallies.project(directory);
    lake = directory.resolve("data");
  }

  @Test
  void processesThatCommitAtOnceLoseNothingAndDoubleNothing() throws Exception {
    Path read = directory.resolve("read.csv");
    Process reader = java("", List.of(), Reader.class, project, lake, read);

    assertThat(write(WRITERS, COMMITS, "")).isEmpty();

    reader.getOutputStream().write('\n');
    reader.getOutputStream().close();
    assertThat(reader.waitFor()).as(printedBy(Reader.class)).isZero();
    Journal journal = journal();
    assertThat(journal.writers()).hasSize(WRITERS);
    assertThat(journal.loads()).hasSize(WRITERS * COMMITS);
    assertThat(problems(journal)).isEmpty();
    assertThat(conflicts()).as("links to a name that was taken").isPositive();
    List<String> reads = Files.readAllLines(read);
    assertThat(reads).hasSizeGreaterThan(10);
    assertThat(reads).allMatch(line -> isPrefix(journal, line));
    System.out.printf(
        "%d commits, %d conflicts, %d reads%n",
        journal.loads().size() + journal.notes().size(), conflicts(), reads.size());
  }

  @Test
  void aLostCommitIsFound() throws Exception {
    assertThat(write(1, 3, "")).isEmpty();
    Journal journal = journal();
    assertThat(problems(journal)).isEmpty();
    List<Commit> more = new ArrayList<>(journal.loads());
    more.add(new Commit("writer 1-0", 3, more.get(2).millis() + 10));

    assertThat(problems(new Journal(more, journal.notes())))
        .anyMatch(problem -> problem.startsWith("history: lost writer 1-0|writer 1-0|"));
    more.set(1, new Commit("writer 1-0", 1, more.get(1).millis()));
    assertThat(problems(new Journal(more.subList(0, 3), journal.notes())))
        .anyMatch(problem -> problem.startsWith("history: nobody wrote writer 0-1|writer 0-1|"));
    assertThat(problems(new Journal(journal.loads(), List.of())))
        .containsExactly("notes: nobody wrote writer 0-0");
  }

  /** The protection taken out: this is what the test above would then see. */
  @Test
  void withoutLinksCommitsAreLost() throws Exception {
    String first = WorseFiles.checkedThenRenamed(directory.resolve("classes")) + File.pathSeparator;

    List<String> died = write(WRITERS, 2, first);

    assertThat(journal().acknowledgedTwice()).as("Of those that died: %s", died).isNotEmpty();
  }

  /** What is there without an answer is found by the delivery's identity. */
  @Test
  void aLoadWhoseAnswerIsLostFindsItselfInTheLog() throws Exception {
    String first = WorseFiles.withLostAnswers(directory.resolve("classes")) + File.pathSeparator;

    assertThat(write(1, 3, first)).isEmpty();

    assertThat(journal().loads()).hasSize(3);
    assertThat(problems(journal())).isEmpty();
  }

  /**
   * The first word says what was read, then come the version and the rows' digest. Versions of
   * nobody's are those that put small files together.
   */
  private static boolean isPrefix(Journal journal, String line) {
    String[] parts = line.split(",", -1);
    long version = Long.parseLong(parts[1]);
    List<String> expected =
        parts[0].equals("history")
            ? journal.history(upTo(version, journal.loads()))
            : journal.notes(upTo(version, journal.notes()));
    return Reader.digest(expected) == Integer.parseInt(parts[2]);
  }

  private static int upTo(long version, List<Commit> commits) {
    return (int) commits.stream().filter(commit -> commit.version() <= version).count();
  }

  /**
   * @param classes what goes before the class path
   * @return what the writers that failed printed
   */
  private List<String> write(int writers, int commits, String classes) throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      Path links = directory.resolve("links-" + i + ".log");
      processes.add(
          java(
              classes,
              Fault.watching(links, List.of("link")),
              Writer.class,
              project,
              lake,
              i,
              commits,
              directory.resolve("journal-" + i + ".csv")));
    }
    List<String> failed = new ArrayList<>();
    for (Process process : processes) {
      if (process.waitFor() != 0) {
        failed.add(printedBy(Writer.class));
      }
    }
    return failed;
  }

  private Process java(String classes, List<String> wrapper, Class<?> main, Object... args)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-Xlog:disable"));
    command.addAll(List.of("-cp", classes + System.getProperty("java.class.path"), main.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output(main).toFile()))
        .start();
  }

  private Path output(Class<?> main) {
    return directory.resolve(main.getSimpleName() + ".txt");
  }

  private String printedBy(Class<?> main) throws IOException {
    return Files.readString(output(main));
  }

  private Journal journal() throws IOException {
    return Journal.read(files("journal-"));
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private long conflicts() throws IOException {
    long conflicts = 0;
    for (Path log : files("links-")) {
      conflicts +=
          Files.readAllLines(log).stream().filter(line -> line.contains(" EEXIST ")).count();
    }
    return conflicts;
  }

  private List<String> problems(Journal journal) {
    try (Engine engine = new EmbeddedEngine(lake, Tallies.definition(project));
        LakeView view = engine.view()) {
      return journal.problems(Tallies.history(view), Tallies.notes(view));
    }
  }
}
