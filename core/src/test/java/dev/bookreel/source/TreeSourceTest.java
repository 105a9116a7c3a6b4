package dev.bookreel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.SourceDefinition.DeliveredAt;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSourceTest {
  private static final Instant FIRST = Instant.parse("2021-12-29T02:00:00Z");
  private static final Instant SECOND = Instant.parse("2021-12-30T02:00:00Z");

  private final MemoryTree tree = new MemoryTree();

  @Test
  void filesWithATimeInTheirPathAreDeliveredThenOldestFirst() throws IOException {
    tree.has("vendor/2021-12-30/authors.json", SECOND)
        .has("vendor/2021-12-29/authors.json.gz", SECOND)
        .has("vendor/2021-12-31/books.json", SECOND)
        .has("vendor/notes/authors.json", SECOND)
        .has("authors.json", SECOND);

    assertThat(found("vendor/{date}/authors.json"))
        .containsExactly(
            "2021-12-28T23:00:00Z memory:vendor/2021-12-29/authors.json.gz",
            "2021-12-29T23:00:00Z memory:vendor/2021-12-30/authors.json");
  }

  @Test
  void theSourcesOwnPathMayTellTheTime() throws IOException {
    tree.has("out/2021-12-29T02-00-00Z/vendor/authors.json", SECOND);

    assertThat(
            found(
                new TreeSource(tree, "out/{delivered_at}", definition(Optional.empty())),
                "vendor/authors.json"))
        .containsExactly(
            "2021-12-29T02:00:00Z memory:out/2021-12-29T02-00-00Z/vendor/authors.json");
  }

  @Test
  void theServersTimeIsTakenIfDeclared() throws IOException {
    tree.has("authors-b.json", FIRST).has("authors-a.json", SECOND);

    assertThat(found("authors-*.json", DeliveredAt.SERVER))
        .containsExactly(
            "2021-12-29T02:00:00Z memory:authors-b.json",
            "2021-12-30T02:00:00Z memory:authors-a.json");
  }

  @Test
  void theClockIsTakenIfDeclaredEvenIfTheNameTellsATime() throws IOException {
    tree.has("authors-20211229.json", FIRST);

    assertThat(found("authors-{date}.json", DeliveredAt.CLOCK))
        .containsExactly("when fetched memory:authors-20211229.json");
  }

  @Test
  void severalFilesWithoutATimeHaveNoOrder() {
    tree.has("authors-b.json", FIRST).has("authors-a.json", SECOND);

    assertThatThrownBy(() -> found("authors-*.json"))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "2 files match 'authors-*.json', memory:authors-a.json and memory:authors-b.json among"
                + " them, and nothing tells which is the later. Add a part such as {date} to"
                + " 'delivery', or set the source's 'delivered_at: server'");
  }

  @Test
  void aTimeThatDoesNotExistIsNamedBehindTheOthers() throws IOException {
    tree.has("authors-2021-02-30.json", FIRST).has("authors-2021-12-29.json", FIRST);

    assertThat(found("authors-{date}.json"))
        .containsExactly(
            "2021-12-28T23:00:00Z memory:authors-2021-12-29.json",
            "when fetched memory:authors-2021-02-30.json");
    assertThatThrownBy(() -> last("authors-{date}.json").state())
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "memory:authors-2021-02-30.json has no delivery time: its name tells none that exists."
                + " Correct the name, or say with the source's 'delivered_at' where times come"
                + " from: name, server or clock");
  }

  @Test
  void aNameThatIsToTellATimeMustHaveAPartThatDoes() {
    tree.has("authors.json", FIRST);

    assertThatThrownBy(
            () ->
                new TreeSource(tree, "", definition(Optional.of(DeliveredAt.NAME)))
                    .files(wanted("authors.json"))
                    .get(0)
                    .state())
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("'authors.json' has no part such as {date}");
  }

  @Test
  void aFileBesideItsCompressedFormIsAmbiguousAlsoInAPattern() throws IOException {
    tree.has("a-2021-12-29.json", FIRST)
        .has("a-2021-12-29.json.gz", FIRST)
        .has("a-2021-12-30.json", FIRST);

    assertThat(found("a-{date}.json"))
        .containsExactly(
            "2021-12-29T23:00:00Z memory:a-2021-12-30.json",
            "when fetched memory:a-2021-12-29.json");
    assertThatThrownBy(() -> last("a-{date}.json").state())
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith(
            "There are both memory:a-2021-12-29.json and memory:a-2021-12-29.json.gz");
  }

  @Test
  void eachNightMayBeCompressedOrNot() throws IOException {
    tree.has("a-2021-12-29.json", FIRST).has("a-2021-12-30.json.zst", FIRST);

    assertThat(found("a-{date}.json")).hasSize(2);
  }

  @Test
  void whatIsNotThereIsMissing() {
    assertThatThrownBy(() -> found("vendor/authors.json"))
        .isInstanceOf(MissingFileException.class)
        .hasMessage("there is no 'vendor/authors.json' in memory:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "../authors.json", "/etc/authors.json", "authors\0.json"})
  void namesThatLeadElsewhereAreNoFiles(String name) {
    tree.lists("vendor", name);

    assertThatThrownBy(() -> found("vendor/*")).isInstanceOf(MissingFileException.class);
    assertThat(tree.opened).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..\\authors.json", "a\nauthors.json", "a\tb.json"})
  void namesThatProtocolsCouldMistakeAreRefusedAloud(String name) throws IOException {
    tree.lists("vendor", name);

    SourceFile refused = last("vendor/*");
    assertThat(refused.location()).doesNotContainPattern("\\p{Cntrl}");
    assertThatThrownBy(refused::state)
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "memory:vendor/%s has a backslash or a control character, such as a line break, in its name. Have it renamed"
                .formatted(name.replaceAll("\\p{Cntrl}", "?")));
    assertThat(tree.opened).isEmpty();
  }

  @Test
  void foldersAreListedOnlyForPatterns() throws IOException {
    tree.has("vendor/2021-12-29/in/authors.json", FIRST);

    found("vendor/{date}/in/authors.json");

    assertThat(tree.listed).containsExactly("vendor");
  }

  @Test
  void aFileThatVanishedSaysSo() throws IOException {
    tree.has("authors.json", FIRST);
    SourceFile file =
        new TreeSource(tree, "", definition(Optional.empty())).files(wanted("authors.json")).get(0);
    tree.files.clear();

    assertThatThrownBy(file::state)
        .isInstanceOf(LakeException.class)
        .hasMessage("memory:authors.json is not there any more. Fetch again when it is back");
  }

  private List<String> found(String delivery) throws IOException {
    return found(new TreeSource(tree, "", definition(Optional.empty())), delivery);
  }

  private List<String> found(String delivery, DeliveredAt from) throws IOException {
    return found(new TreeSource(tree, "", definition(Optional.of(from))), delivery);
  }

  private static List<String> found(Source source, String delivery) throws IOException {
    return source.files(wanted(delivery)).stream()
        .map(
            file ->
                file.deliveredAt().map(Instant::toString).orElse("when fetched")
                    + " "
                    + file.location())
        .toList();
  }

  private SourceFile last(String delivery) throws IOException {
    List<SourceFile> files =
        new TreeSource(tree, "", definition(Optional.empty())).files(wanted(delivery));
    return files.get(files.size() - 1);
  }

  private static SourceDefinition definition(Optional<DeliveredAt> from) {
    return new SourceDefinition(
        "memory", "memory", Map.of(), Map.of(), Map.of(), List.of(), from, Optional.empty());
  }

  private static Wanted wanted(String delivery) {
    return new Wanted(
        new TableDefinition(
            TableName.parse("vendor.authors"),
            "",
            delivery,
            TableDefinition.Format.JSON,
            TableDefinition.Contains.EVERYTHING,
            List.of("name"),
            List.of(
                new Column("name", ColumnType.Scalar.STRING, ColumnPath.field("name"), List.of())),
            List.of(),
            1,
            1),
        ZoneId.of("Europe/Berlin"),
        Optional.empty());
  }

  private static final class MemoryTree implements FileTree {
    private final Map<String, Instant> files = new TreeMap<>();
    private final Map<String, String> hostile = new TreeMap<>();
    private final List<String> listed = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();

    MemoryTree has(String path, Instant modifiedAt) {
      files.put(path, modifiedAt);
      return this;
    }

    void lists(String folder, String name) {
      hostile.put(folder, name);
    }

    @Override
    public List<Entry> list(String folder) {
      listed.add(folder);
      String start = folder.isEmpty() ? "" : folder + "/";
      List<Entry> entries = new ArrayList<>();
      for (String path : files.keySet()) {
        if (path.startsWith(start)) {
          String[] steps = path.substring(start.length()).split("/", -1);
          entries.add(new Entry(steps[0], steps.length > 1));
        }
      }
      if (hostile.containsKey(folder)) {
        entries.add(new Entry(hostile.get(folder), false));
      }
      return entries.stream().distinct().toList();
    }

    @Override
    public Optional<FileState> state(String path) {
      return Optional.ofNullable(files.get(path)).map(time -> FileState.of(1, time));
    }

    @Override
    public InputStream open(String path, long offset, FileState as) {
      opened.add(path);
      return InputStream.nullInputStream();
    }

    @Override
    public boolean resumable() {
      return true;
    }

    @Override
    public String location(String path) {
      return "memory:" + path;
    }

    @Override
    public void close() {}
  }
}
