package dev.bookreel.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.file.Sha256;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.s3.S3Gate.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory.Standard;

/** The copies that a machine keeps of objects. */
class CacheTest {
  private static final S3Server SERVER = S3Server.start();
  private static final int FILE_BYTES = 10_000;

  private final S3Gate gate = new S3Gate(SERVER.endpoint());
  private final String place = "s3://" + SERVER.newBucket();
  private final Path directory;
  private final List<ObjectLake> opened = new ArrayList<>();

  CacheTest(@TempDir(factory = Standard.class) Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void close() {
    opened.forEach(ObjectLake::close);
    gate.close();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /** A process on a machine. */
  private ObjectLake process(String machine, long cacheBytes) {
    ObjectLake lake =
        S3Lake.open(
            place,
            SERVER.connection(gate.endpoint()),
            new ObjectLake.Copying(directory.resolve(machine), new ByteSize(cacheBytes)));
    opened.add(lake);
    gate.takeRequests();
    return lake;
  }

  private static List<Path> write(ObjectLake lake, int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = lake.root().resolve("part-" + UUID.randomUUID() + ".parquet");
      byte[] content = new byte[FILE_BYTES];
      new Random(i).nextBytes(content);
      Files.write(LocalCopies.of(file), content);
      LocalCopies.publish(file);
      files.add(file);
    }
    return files;
  }

  private static List<Path> in(ObjectLake lake, List<Path> files) {
    return files.stream().map(it -> lake.root().resolve(it.getFileName().toString())).toList();
  }

  private long cachedBytes(String machine) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(directory.resolve(machine).resolve("objects"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Files that a query reads are there until it ends, with their content. */
  private static void read(List<Path> files) throws IOException {
    try (LocalCopies copies = new LocalCopies()) {
      copies.need(files);
      for (Path file : files) {
        assertThat(Files.size(LocalCopies.of(file))).isEqualTo(FILE_BYTES);
      }
    }
  }

  @Test
  void dataIsReadOnceAMachine() throws IOException {
    List<Path> files = write(process("writer", 1_000_000), 5);
    ObjectLake first = process("reader", 1_000_000);

    read(in(first, files));
    assertThat(gate.takeRequests()).hasSize(5).allMatch(it -> it.startsWith("GET"));
    read(in(first, files));
    ObjectLake second = process("reader", 1_000_000);
    read(in(second, files));

    assertThat(gate.takeRequests()).isEmpty();
  }

  @Test
  void whatIsNotNeededAnyMoreIsNotInTheWay() throws IOException {
    ObjectLake lake = process("writer", 1_000_000);
    List<Path> files = write(lake, 2);
    LocalCopies copies = new LocalCopies();
    copies.need(files);
    copies.need(files.subList(0, 1));
    assertThat(LocalCopies.of(files.get(0))).exists();

    copies.close();

    assertThat(LocalCopies.of(files.get(0))).doesNotExist();
    assertThat(LocalCopies.of(files.get(1))).doesNotExist();
  }

  @Test
  void copiesTakeNoMoreThanTheirRoomAndTheOldestGo() throws IOException {
    List<Path> files = write(process("writer", 1_000_000), 40);
    ObjectLake reader = process("reader", 20 * FILE_BYTES);

    for (Path file : in(reader, files)) {
      read(List.of(file));
      assertThat(cachedBytes("reader")).isLessThanOrEqualTo(22 * FILE_BYTES);
    }

    gate.takeRequests();
    read(in(reader, files.subList(35, 40)));
    assertThat(gate.takeRequests()).isEmpty();
    read(in(reader, files.subList(0, 1)));
    assertThat(gate.takeRequests()).hasSize(1);
  }

  @Test
  void whatIsBeingReadStaysWhileOthersMakeRoom() throws IOException {
    List<Path> files = write(process("writer", 1_000_000), 40);
    ObjectLake slow = process("reader", 10 * FILE_BYTES);
    List<Path> needed = in(slow, files.subList(0, 8));
    try (LocalCopies copies = new LocalCopies();
        FileChannel open = FileChannel.open(needed.get(0), StandardOpenOption.READ)) {
      copies.need(needed);
      ObjectLake greedy = process("reader", 10 * FILE_BYTES);
      read(in(greedy, files.subList(8, 40)));
      greedy.close();

      gate.takeRequests();
      for (Path file : needed) {
        assertThat(Sha256.of(LocalCopies.of(file))).isEqualTo(Sha256.ofOriginal(file, read -> {}));
      }
      assertThat(open.size()).isEqualTo(FILE_BYTES);
      assertThat(cachedBytes("reader")).isLessThanOrEqualTo(10 * FILE_BYTES);
    }
  }

  @Test
  void whatAProcessLeftThatDiedIsRemovedByTheNext() throws IOException {
    Path running = Files.createDirectories(directory.resolve("reader/running"));
    Path dead = Files.createDirectories(running.resolve("dead/lake"));
    Files.writeString(dead.resolve("half.parquet"), "half");
    Files.createFile(running.resolve("dead.lock"));

    ObjectLake alive = process("reader", 1_000_000);
    ObjectLake next = process("reader", 1_000_000);

    assertThat(dead.getParent()).doesNotExist();
    assertThat(LocalCopies.folder(alive.root())).exists();
    assertThat(LocalCopies.folder(next.root())).exists();
  }

  @Test
  void aDamagedCopyIsReadAnew() throws IOException {
    List<Path> files = write(process("writer", 1_000_000), 1);
    byte[] content = Files.readAllBytes(files.get(0));
    ObjectLake first = process("reader", 1_000_000);
    Files.readAllBytes(in(first, files).get(0));
    first.close();
    try (Stream<Path> copies = Files.walk(directory.resolve("reader/objects"))) {
      for (Path copy : copies.filter(Files::isRegularFile).toList()) {
        byte[] damaged = content.clone();
        damaged[5_000] ^= 1;
        Files.write(copy, damaged);
      }
    }

    ObjectLake next = process("reader", 1_000_000);

    assertThat(Files.readAllBytes(in(next, files).get(0))).isEqualTo(content);
  }

  @Test
  void verifyingReadsWhatIsOnS3() throws IOException {
    ObjectLake lake = process("writer", 1_000_000);
    Path file = write(lake, 1).get(0);
    String good = Sha256.of(file);
    try (ObjectLake other = process("other", 1_000_000)) {
      Files.write(in(other, List.of(file)).get(0), new byte[FILE_BYTES]);
    }

    assertThat(Sha256.of(file)).isEqualTo(good);
    assertThat(Sha256.ofOriginal(file, read -> {})).isNotEqualTo(good);
  }

  /** A lake that was made anew has other commits of the same names. */
  @Test
  void aFileWithoutANameOfItsOwnIsComparedBeforeItIsUsed() throws IOException {
    ObjectLake lake = process("writer", 1_000_000);
    Path file = lake.root().resolve("t/_delta_log/00000000000000000000.json");
    Files.writeString(file, "old");
    ObjectLake reader = process("reader", 1_000_000);
    Path read = reader.root().resolve("t/_delta_log/00000000000000000000.json");
    assertThat(Files.readString(read)).isEqualTo("old");
    Files.writeString(file, "new");

    try (Stream<Path> listed = Files.list(read.getParent())) {
      assertThat(listed).hasSize(1);
    }
    assertThat(Files.readString(read)).isEqualTo("new");
    ObjectLake next = process("reader", 1_000_000);
    assertThat(Files.readString(next.root().resolve("t/_delta_log/00000000000000000000.json")))
        .isEqualTo("new");
    assertThat(gate.takeRequests()).hasSize(1);
  }

  @Test
  void whatReplacesIsAskedForEachTime() throws IOException {
    ObjectLake lake = process("writer", 1_000_000);
    Path file = lake.root().resolve("t/_delta_log/_last_checkpoint");
    ObjectLake reader = process("reader", 1_000_000);
    Path read = reader.root().resolve("t/_delta_log/_last_checkpoint");
    for (String content : List.of("one", "two", "three")) {
      Files.writeString(file, content);
      assertThat(Files.readString(read)).isEqualTo(content);
    }
    gate.takeRequests();
    assertThat(Files.readString(read)).isEqualTo("three");
    assertThat(gate.takeRequests()).hasSize(1);
  }

  @Test
  void aFileThatIsMissingAmongOthersIsNamedAndNothingIsHeld() throws IOException {
    List<Path> files = write(process("writer", 1_000_000), 3);
    ObjectLake reader = process("reader", 1_000_000);
    List<Path> needed = new ArrayList<>(in(reader, files));
    needed.add(reader.root().resolve("part-" + UUID.randomUUID() + ".parquet"));

    try (LocalCopies copies = new LocalCopies()) {
      assertThatThrownBy(() -> copies.need(needed))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining(needed.get(3).toString());
    }

    for (Path file : needed) {
      assertThat(LocalCopies.of(file)).doesNotExist();
    }
  }

  @Test
  void aBusyServerDelaysReadingOnly() throws IOException {
    List<Path> files = write(process("writer", 1_000_000), 20);
    ObjectLake reader = process("reader", 1_000_000);
    S3Gate.Rule busy = gate.let(it -> it.startsWith("GET"), Fault.SLOW_DOWN, 20);

    read(in(reader, files));

    assertThat(busy.struck()).isEqualTo(20);
  }

  @Test
  void foldersAndFilesAreAsOnADisk() throws IOException {
    Path root = process("writer", 1_000_000).root();
    Path folder = Files.createDirectories(root.resolve("a b/c%d"));
    Path file = Files.writeString(folder.resolve("ü#?.txt"), "text", StandardCharsets.UTF_8);
    Path root2 = process("reader", 1_000_000).root();

    try (Stream<Path> all = Files.walk(root2)) {
      assertThat(all.map(it -> root2.relativize(it).toString()))
          .containsExactly("", "a b", "a b/c%d", "a b/c%d/ü#?.txt");
    }
    assertThat(Files.readString(root2.resolve("a b/c%d/ü#?.txt"))).isEqualTo("text");
    assertThat(Files.isDirectory(root2.resolve("a b"))).isTrue();
    assertThat(Files.exists(root2.resolve("a"))).isFalse();
    assertThat(Files.exists(root2.resolve("a b/c%d/ü#?.tx"))).isFalse();
    assertThat(file.toString()).isEqualTo(place + "/a b/c%d/ü#?.txt");
    assertThatThrownBy(() -> Files.delete(root.resolve("a b")))
        .isInstanceOf(java.nio.file.DirectoryNotEmptyException.class);
    Files.delete(file);
    assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(NoSuchFileException.class);
    assertThat(Files.exists(root2.resolve("a b"))).isFalse();
    assertThatThrownBy(() -> root.getFileSystem().getPath("s3://another-bucket/x"))
        .hasMessageContaining("it does not lie in " + place);
  }
}
