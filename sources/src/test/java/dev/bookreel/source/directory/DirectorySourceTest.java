package dev.bookreel.source.directory;

import static dev.bookreel.source.Tables.wanted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.FileState;
import dev.bookreel.source.MissingFileException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorySourceTest {
  private static final String AUTHORS = "vendor/authors.json";

  private final DirectorySourceKind kind = new DirectorySourceKind();
  private final Path base;

  DirectorySourceTest(@TempDir Path base) {
    this.base = base;
  }

  @Test
  void theKindIsCalledDirectoryAndNeedsAPath() {
    assertThat(kind.name()).isEqualTo("directory");
    assertThat(kind.settings()).containsExactly(Setting.required("path", "samples"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"samples", "../shared/data", "/data", "a b", ".", "file:/data", "file:///data"})
  void pathsAndFileUrisAreUnderstood(String location) {
    assertThat(kind.understands(location)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://vendor.example/dumps", "s3://bucket", "jdbc:postgresql://db/app"})
  void otherUrisAreNot(String location) {
    assertThat(kind.understands(location)).isFalse();
  }

  @Test
  void aPlainFolderHasOneFileAPathWithoutATime() throws IOException {
    Path written = write("samples/" + AUTHORS, "A");
    Files.setLastModifiedTime(written, FileTime.from(Instant.parse("2021-12-29T02:00:00Z")));

    Source source = open("samples");
    SourceFile file = source.files(wanted(AUTHORS)).get(0);

    assertThat(source.location()).isEqualTo(base.resolve("samples").toString());
    assertThat(source.files(wanted(AUTHORS))).hasSize(1);
    assertThat(file.location()).isEqualTo(written.toString());
    assertThat(file.deliveredAt()).isEmpty();
    assertThat(file.state()).isEqualTo(FileState.of(1, Instant.parse("2021-12-29T02:00:00Z")));
    try (InputStream in = file.open(0, file.state())) {
      assertThat(in.readAllBytes()).isEqualTo("A".getBytes(UTF_8));
    }
  }

  @Test
  void whatAFileSaysOfItselfIsReadEachTime() throws IOException {
    Path written = write("samples/" + AUTHORS, "A");
    SourceFile file = open("samples").files(wanted(AUTHORS)).get(0);

    Files.writeString(written, "longer");

    assertThat(file.state().bytes()).hasValue(6);
  }

  @Test
  void datedFoldersAreDeliveriesOldestFirst() throws IOException {
    write("samples/2021-12-30T02-00-00Z/" + AUTHORS, "B");
    write("samples/2021-12-29T02-00-00.500Z/" + AUTHORS, "A");
    write("samples/2021-12-31T02-00-00Z/vendor/books.json", "no authors that night");
    write("samples/" + AUTHORS, "ignored beside dated folders");
    write("samples/notes/" + AUTHORS, "ignored too");

    List<SourceFile> files = open("samples").files(wanted(AUTHORS));

    assertThat(files.stream().map(SourceFile::deliveredAt).map(Optional::orElseThrow))
        .containsExactly(
            Instant.parse("2021-12-29T02:00:00.500Z"), Instant.parse("2021-12-30T02:00:00Z"));
    assertThat(files.stream().map(SourceFile::location).collect(Collectors.toList()))
        .containsExactly(
            base.resolve("samples/2021-12-29T02-00-00.500Z").resolve(AUTHORS).toString(),
            base.resolve("samples/2021-12-30T02-00-00Z").resolve(AUTHORS).toString());
  }

  @Test
  void aFileNamedLikeATimeMakesNoDatedFolder() throws IOException {
    write("samples/2021-12-30T02-00-00Z", "a file");
    write("samples/" + AUTHORS, "A");

    assertThat(open("samples").files(wanted(AUTHORS)).get(0).deliveredAt()).isEmpty();
  }

  @Test
  void oneOfTheDatedFoldersCanBeOpenedAsAPlainOne() throws IOException {
    write("samples/2021-12-30T02-00-00Z/" + AUTHORS, "B");

    assertThat(open("samples/2021-12-30T02-00-00Z").files(wanted(AUTHORS)).get(0).deliveredAt())
        .isEmpty();
  }

  @Test
  void aMissingFileIsMissing() throws IOException {
    Files.createDirectories(base.resolve("samples"));

    assertThatThrownBy(() -> open("samples").files(wanted(AUTHORS)))
        .isInstanceOf(MissingFileException.class)
        .hasMessage("there is no '%s' in %s".formatted(AUTHORS, base.resolve("samples")));
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".zst", ".zip"})
  void aCompressedFormIsFoundByTheFilesOwnName(String suffix) throws IOException {
    Path written = write("samples/" + AUTHORS + suffix, "A");

    assertThat(open("samples").files(wanted(AUTHORS)))
        .extracting(SourceFile::location)
        .containsExactly(written.toString());
    assertThat(open("samples").files(wanted(AUTHORS + suffix)))
        .extracting(SourceFile::location)
        .containsExactly(written.toString());
  }

  @Test
  void eachNightMayBeCompressedOrNot() throws IOException {
    write("samples/2021-12-29T02-00-00Z/" + AUTHORS, "A");
    write("samples/2021-12-30T02-00-00Z/" + AUTHORS + ".gz", "A");

    assertThat(open("samples").files(wanted(AUTHORS))).hasSize(2);
  }

  @Test
  void noOtherFormOfACompressedFileIsLookedFor() throws IOException {
    write("samples/" + AUTHORS, "A");
    write("samples/" + AUTHORS + ".gz.gz", "A");
    write("samples/" + AUTHORS + ".gz.zip", "A");

    assertThatThrownBy(() -> open("samples").files(wanted(AUTHORS + ".gz")))
        .isInstanceOf(MissingFileException.class);
  }

  @Test
  void aFileBesideItsCompressedFormIsAmbiguousUnlessOneIsNamedWhole() throws IOException {
    Path plain = write("samples/" + AUTHORS, "A");
    Path packed = write("samples/" + AUTHORS + ".zst", "A");

    assertThatThrownBy(() -> open("samples").files(wanted(AUTHORS)))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "There are both %s and %s, and nothing tells which is the delivery. Leave one of them, or write its whole name for 'delivery' in the table's definition"
                .formatted(plain, packed));
    assertThat(open("samples").files(wanted(AUTHORS + ".zst"))).hasSize(1);
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path elsewhere = write("elsewhere/authors.json", "A");
    Files.createDirectories(base.resolve("samples/vendor"));
    Files.createSymbolicLink(base.resolve("samples/" + AUTHORS), elsewhere);
    Files.createSymbolicLink(base.resolve("linked"), base.resolve("samples"));

    assertThat(open("linked").files(wanted(AUTHORS)).get(0).state().bytes()).hasValue(1);
  }

  @Test
  void aFolderInTheFilesPlaceIsNamed() throws IOException {
    Path folder = Files.createDirectories(base.resolve("samples/" + AUTHORS));

    assertThatThrownBy(() -> open("samples").files(wanted(AUTHORS)))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s is not a file. Put a file there, or correct 'delivery' in the table's definition"
                .formatted(folder));
  }

  @Test
  void aFileInAFoldersPlaceIsNamed() throws IOException {
    Path file = write("samples/vendor", "a file");

    assertThatThrownBy(() -> open("samples").files(wanted(AUTHORS)))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith("Cannot read " + file.resolve("authors.json") + ": ")
        .hasMessageEndingWith(". Make the file readable");
  }

  @Test
  void aDeclaredSourceIsRelativeToTheBase() throws IOException {
    write("samples/" + AUTHORS, "A");

    assertThat(declared(Map.of("path", "samples")).location())
        .isEqualTo(base.resolve("samples").toString());
  }

  @Test
  void aDeclaredSourceThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> declared(Map.of("path", "nowhere")))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open the directory source 'nightly': %s does not exist. Name the directory that holds the deliveries"
                .formatted(base.resolve("nowhere")));
  }

  @Test
  void aGivenDirectoryThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> open("nowhere"))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open the directory given by --from: %s does not exist. Name the directory that holds the deliveries"
                .formatted(base.resolve("nowhere")));
  }

  @Test
  void aFileInsteadOfADirectoryIsNamed() throws IOException {
    Path file = write("authors.json", "A");

    assertThatThrownBy(() -> open("authors.json"))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open the directory given by --from: %s is not a directory. Name the directory that holds the deliveries"
                .formatted(file));
  }

  @Test
  void aFileUriIsOpened() throws IOException {
    write("my samples/" + AUTHORS, "A");

    Source source = open(base.resolve("my samples").toUri().toString());

    assertThat(source.files(wanted(AUTHORS))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:my samples", "file:samples", "file://host/samples"})
  void anImpossibleFileUriIsNamed(String location) {
    assertThatThrownBy(() -> open(location))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith("Cannot open the directory given by --from: it is not a file URI: ")
        .hasMessageEndingWith(
            ". Write file:///absolute/path, with %20 for a space, or the bare path");
  }

  @Test
  void anImpossiblePathIsNamed() {
    assertThatThrownBy(() -> open("a\0b"))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open the directory given by --from: it is not a path: Nul character not allowed."
                + " Name the directory that holds the deliveries");
  }

  private Source open(String location) {
    return kind.open(
        SourceDefinition.of(SourceDefinition.FROM, kind.name(), kind.settingsOf(location)), base);
  }

  private Source declared(Map<String, String> settings) {
    return kind.open(SourceDefinition.of("nightly", "directory", settings), base);
  }

  private Path write(String path, String content) throws IOException {
    Path file = base.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, content);
  }
}
