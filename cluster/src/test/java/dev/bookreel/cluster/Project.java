package dev.bookreel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A project in a folder, and what commands print there. */
record Project(Path folder) {
  private static final String LAKE = "lake: test\nzone: Europe/Berlin\nsources: {}\n";

  static Project in(Path folder) throws IOException {
    Project project = new Project(folder);
    project.write("lake/lake.yaml", LAKE);
    return project;
  }

  /** Declares a table of titles and minutes. */
  void declare(String name, String moreColumns) throws IOException {
    write(
        "lake/tables/stream/" + name + ".yaml",
        """
        table: stream.%1$s
        description: What is shown.
        delivery: %1$s.csv
        format: csv
        contains: everything
        key: [title]
        columns:
          title: { type: string }
          mins:  { type: int }
        %2$s\
        """
            .formatted(name, moreColumns));
  }

  void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** The command that takes in what lies in {@code dump}, on Spark. */
  static String[] run(String deliveredAt, String... more) {
    return Stream.concat(
            Stream.of("run", "--engine", "spark", "--from", "dump", "--delivered-at", deliveredAt),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** A file for what a process prints. */
  Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** Waits for a process that must succeed, and tells what it printed. */
  String printed(Process process, String log) throws Exception {
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    String printed = Files.readString(log(log));
    assertThat(ended).as(printed).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }
}
