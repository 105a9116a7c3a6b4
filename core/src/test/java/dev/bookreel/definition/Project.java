package dev.bookreel.definition;

import dev.bookreel.error.WrongDefinitionException;
import dev.bookreel.error.WrongDefinitionException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small project that is right, to make one thing wrong in. */
final class Project {
  static final Map<String, List<Setting>> KINDS =
      Map.of(
          "directory",
          List.of(Setting.required("path", "samples")),
          "ftp",
          List.of(
              Setting.required("host", "ftp.example.org"),
              Setting.number("port", "21"),
              Setting.secret("password"),
              Setting.duration("timeout", "30 s"),
              Setting.flag("passive"),
              Setting.byTable("select", "books"),
              Setting.byTableOfChanges("watermark", "updated_at")));

  static final String LAKE =
      """
      lake: small
      zone: Europe/Berlin
      sources:
        here: { kind: directory, path: samples }
      """;

  static final String TABLE =
      """
      table: vendor.books
      description: Books.
      delivery: vendor/books.json
      format: json
      contains: everything
      key: [name]
      columns:
        name: string
        pages: { type: int, from: facts.pages }
      """;

  static final String QUESTION =
      """
      -- title: How many books are long?
      -- description: Counts books with at least so many pages.
      -- parameters:
      --   pages: { type: int, default: 500 }

      select count(*) as books from vendor.books where pages >= :pages
      """;

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  Project(Path parent) {
    directory = parent.resolve("lake");
    write("lake.yaml", LAKE);
    write("tables/vendor/books.yaml", TABLE);
    write("questions/long-books.sql", QUESTION);
  }

  Project write(String path, String content) {
    return write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Project write(String path, byte[] content) {
    try {
      Files.createDirectories(directory.resolve(path).getParent());
      Files.write(directory.resolve(path), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Project remove(String path) {
    try {
      Files.delete(directory.resolve(path));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Project lake(String old, String replacement) {
    return write("lake.yaml", replaced(LAKE, old, replacement));
  }

  Project table(String old, String replacement) {
    return write("tables/vendor/books.yaml", replaced(TABLE, old, replacement));
  }

  Project question(String old, String replacement) {
    return write("questions/long-books.sql", replaced(QUESTION, old, replacement));
  }

  private static String replaced(String content, String old, String replacement) {
    if (!content.contains(old)) {
      throw new IllegalArgumentException("There is no '" + old + "' in:\n" + content);
    }
    return content.replace(old, replacement);
  }

  Project set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  LakeDefinition read() {
    return new ProjectReader(environment).read(directory, KINDS, source -> {});
  }

  /** As commands do that fetch nothing. */
  LakeDefinition readToAsk() {
    return new ProjectReader(environment).read(directory, KINDS);
  }

  /** What is wrong, one problem a text. */
  List<String> problems() {
    try {
      read();
      return List.of();
    } catch (WrongDefinitionException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }
}
