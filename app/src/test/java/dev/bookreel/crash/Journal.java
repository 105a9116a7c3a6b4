package dev.bookreel.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The commits that were acknowledged to their writers, and what the tables must hold because of
 * them. Kept outside of the lake, a file for each process.
 */
record Journal(List<Commit> loads, List<Commit> notes) {

  /**
   * @param name tells apart all commits of all writers
   * @param millis the delivery's time; 0 of a note
   */
  record Commit(String name, long version, long millis) {

    /** The names of the records that a load writes: some that all writers write, and its own. */
    List<String> records() {
      return List.of("everybody's 1", "everybody's 2", "everybody's 3", name);
    }

    /** A delivery with these records. */
    String csv() {
      StringBuilder csv = new StringBuilder("name,writer\n");
      records().forEach(record -> csv.append(record).append(',').append(name).append('\n'));
      return csv.toString();
    }
  }

  static void writeLoad(Path file, Commit commit) throws IOException {
    write(file, "load", commit);
  }

  static void writeNote(Path file, Commit commit) throws IOException {
    write(file, "note", commit);
  }

  private static void write(Path file, String what, Commit commit) throws IOException {
    Files.writeString(
        file,
        "%s,%s,%d,%d%n".formatted(what, commit.name(), commit.version(), commit.millis()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** What all writers wrote, in the order of the tables' versions. */
  static Journal read(List<Path> files) throws IOException {
    List<Commit> loads = new ArrayList<>();
    List<Commit> notes = new ArrayList<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(",", -1);
        (parts[0].equals("load") ? loads : notes)
            .add(new Commit(parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[3])));
      }
    }
    loads.sort(Comparator.comparingLong(Commit::version));
    notes.sort(Comparator.comparingLong(Commit::version));
    return new Journal(loads, notes);
  }

  /** The history after so many loads: name, writer, from, to, and whether it is the latest. */
  List<String> history(int count) {
    Map<String, List<Commit>> versions = new HashMap<>();
    for (Commit commit : loads.subList(0, count)) {
      commit
          .records()
          .forEach(name -> versions.computeIfAbsent(name, it -> new ArrayList<>()).add(commit));
    }
    List<String> rows = new ArrayList<>();
    versions.forEach(
        (name, commits) -> {
          for (int i = 0; i < commits.size(); i++) {
            boolean isLatest = i == commits.size() - 1;
            String to = isLatest ? "null" : String.valueOf(commits.get(i + 1).millis());
            rows.add(
                String.join(
                    "|",
                    name,
                    commits.get(i).name(),
                    String.valueOf(commits.get(i).millis()),
                    to,
                    String.valueOf(isLatest)));
          }
        });
    return rows.stream().sorted().toList();
  }

  /** The notes after so many appends. */
  List<String> notes(int count) {
    return notes.subList(0, count).stream().map(Commit::name).sorted().toList();
  }

  /** What is wrong with the tables as they are at last; empty if nothing is. */
  List<String> problems(List<String> history, List<String> notesThere) {
    List<String> problems = new ArrayList<>();
    acknowledgedTwice().forEach(commit -> problems.add("acknowledged twice: " + commit));
    compare("history", history, history(loads.size()), problems);
    compare("notes", notesThere, notes(notes.size()), problems);
    long names =
        history.stream()
            .filter(row -> row.endsWith("|true"))
            .map(row -> row.substring(0, row.indexOf('|')))
            .distinct()
            .count();
    if (names != history.stream().filter(row -> row.endsWith("|true")).count()) {
      problems.add("a key has two latest versions");
    }
    return problems;
  }

  /** Commits whose version another one has too: of the two only one can be there. */
  List<Commit> acknowledgedTwice() {
    List<Commit> twice = new ArrayList<>();
    for (List<Commit> commits : List.of(loads, notes)) {
      for (int i = 1; i < commits.size(); i++) {
        if (commits.get(i).version() == commits.get(i - 1).version()) {
          twice.add(commits.get(i));
        }
      }
    }
    return twice;
  }

  private static void compare(
      String what, List<String> actual, List<String> expected, List<String> problems) {
    List<String> tooMuch = new ArrayList<>(actual);
    for (String row : expected) {
      if (!tooMuch.remove(row)) {
        problems.add("%s: lost %s".formatted(what, row));
      }
    }
    tooMuch.forEach(row -> problems.add("%s: nobody wrote %s".formatted(what, row)));
  }

  /** The different names of those who wrote. */
  TreeSet<String> writers() {
    TreeSet<String> writers = new TreeSet<>();
    loads.forEach(commit -> writers.add(commit.name().substring(0, commit.name().indexOf('-'))));
    return writers;
  }
}
