package dev.bookreel.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.ReplacedObjectException;
import dev.bookreel.storage.s3.S3Gate.Fault;
import dev.bookreel.storage.s3.S3Gate.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory.Standard;

/** Objects of which only parts are read. */
class PartsTest {
  private static final S3Server SERVER = S3Server.start();
  private static final int BLOCK = 8 * 1024 * 1024;
  private static final byte[] CONTENT = new byte[2 * BLOCK + 1000];
  private static final String NAME = "raw/a/large.csv";

  static {
    new Random(1).nextBytes(CONTENT);
  }

  private final S3Gate gate = new S3Gate(SERVER.endpoint());
  private final String place = "s3://" + SERVER.newBucket();
  private final Path directory;
  private final List<ObjectLake> opened = new ArrayList<>();

  PartsTest(@TempDir(factory = Standard.class) Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void write() throws IOException {
    write(CONTENT);
  }

  /** From another machine, and not through the gate, which is slow with so much. */
  private void write(byte[] content) throws IOException {
    try (ObjectLake lake =
        S3Lake.open(place, SERVER.connection(), copying("writer", 100_000_000))) {
      Files.write(lake.root().resolve(NAME), content);
    }
  }

  private ObjectLake.Copying copying(String machine, long cacheBytes) {
    return new ObjectLake.Copying(directory.resolve(machine), new ByteSize(cacheBytes));
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

  /** The file as a process on a machine sees it. */
  private Path process(String machine, long cacheBytes) {
    ObjectLake lake =
        S3Lake.open(place, SERVER.connection(gate.endpoint()), copying(machine, cacheBytes));
    opened.add(lake);
    gate.takeRequests();
    return lake.root().resolve(NAME);
  }

  private Path reader() {
    return process("reader", 100_000_000);
  }

  /** What was fetched of the file since the last time. */
  private List<String> fetched() {
    return gate.takeRequests().stream()
        .filter(it -> it.startsWith("GET") && it.contains(NAME))
        .map(it -> it.replaceFirst(".* bytes=", ""))
        .toList();
  }

  private static byte[] read(SeekableByteChannel channel, long from, int bytes) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(bytes);
    channel.position(from);
    while (read.hasRemaining() && channel.read(read) >= 0) {
      assertThat(channel.position()).isEqualTo(from + read.position());
    }
    return Arrays.copyOf(read.array(), read.position());
  }

  private static byte[] part(int from, int bytes) {
    int end = Math.min(CONTENT.length, from + bytes);
    return from < end ? Arrays.copyOfRange(CONTENT, from, end) : new byte[0];
  }

  private static byte[] whole(Path file) throws IOException {
    try (SeekableByteChannel channel = LocalCopies.parts(file)) {
      return Channels.newInputStream(channel).readAllBytes();
    }
  }

  @Test
  void whateverIsReadIsWhatTheObjectHasThere() throws IOException {
    Random random = new Random(2);
    try (SeekableByteChannel channel = LocalCopies.parts(reader())) {
      assertThat(channel.size()).isEqualTo(CONTENT.length);
      for (int i = 0; i < 200; i++) {
        int from = (i % 3 + 1) * BLOCK - random.nextInt(i % 2 == 0 ? 300 : BLOCK);
        int bytes = random.nextInt(600);
        assertThat(read(channel, from, bytes)).isEqualTo(part(from, bytes));
      }
      assertThat(read(channel, CONTENT.length, 1)).isEmpty();
      assertThat(read(channel, CONTENT.length + 5L * BLOCK, 1)).isEmpty();
    }
    assertThat(fetched())
        .containsExactlyInAnyOrder("0-8388607", "8388608-16777215", "16777216-16778215");
  }

  @Test
  void onlyBlocksAreFetchedOfWhichSomethingIsRead() throws IOException {
    try (SeekableByteChannel channel = LocalCopies.parts(reader())) {
      assertThat(fetched()).isEmpty();
      read(channel, BLOCK, 10);
      assertThat(fetched()).containsExactly("8388608-16777215");
      read(channel, 2 * BLOCK - 1, 1);
      assertThat(fetched()).isEmpty();
      read(channel, 2 * BLOCK - 1, 2);
      assertThat(fetched()).containsExactly("16777216-16778215");
    }
  }

  @Test
  void aBlockIsFetchedOnceForAllReadersOfAMachine() throws Exception {
    Path file = reader();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<byte[]>> readers =
          Stream.generate(() -> threads.submit(() -> whole(file))).limit(4).toList();
      for (Future<byte[]> each : readers) {
        assertThat(each.get()).isEqualTo(CONTENT);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(fetched()).hasSize(3);

    assertThat(whole(reader())).isEqualTo(CONTENT);
    assertThat(fetched()).isEmpty();
  }

  @Test
  void aCopyOfAllIsReadWhereThereIsOne() throws IOException {
    Path file = reader();
    Files.readAllBytes(file);
    fetched();

    assertThat(whole(file)).isEqualTo(CONTENT);

    assertThat(fetched()).isEmpty();
  }

  @Test
  void anAnswerThatIsCutIsReadAgainAndNeverTaken() throws IOException {
    Rule some = gate.let(it -> it.contains(NAME + " bytes="), Fault.CUT, 2);
    Path file = reader();
    assertThat(whole(file)).isEqualTo(CONTENT);
    assertThat(some.struck()).isEqualTo(2);

    gate.let(it -> it.contains(NAME + " bytes="), Fault.CUT, 100);
    Path other = process("other", 100_000_000);
    assertThatThrownBy(() -> whole(other)).isInstanceOf(FileSystemException.class);
    gate.forgetRules();
    assertThat(whole(other)).isEqualTo(CONTENT);
  }

  @Test
  void aPartThatIsShorterThanItsRangeIsNotTaken() {
    gate.let(it -> it.contains(NAME + " bytes="), Fault.HALF, 100);
    Path file = reader();

    assertThatThrownBy(() -> whole(file))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("4194304 bytes were sent where 8388608 were asked for");
  }

  @Test
  void partsOfTwoContentsAreNotPutTogether() throws IOException {
    Path file = reader();
    byte[] other = CONTENT.clone();
    other[0]++;
    try (SeekableByteChannel channel = LocalCopies.parts(file)) {
      read(channel, 0, 1);
      write(other);

      assertThatThrownBy(() -> read(channel, BLOCK, 1))
          .isInstanceOf(ReplacedObjectException.class)
          .hasMessageContaining(file + ": somebody replaced it while it was read");
    }
    assertThat(whole(file)).isEqualTo(other);
  }

  @Test
  void blocksTakeNoMoreThanTheCopiesRoomAndNothingElseIsLeft() throws IOException {
    Path file = process("small", BLOCK + BLOCK / 2);

    assertThat(whole(file)).isEqualTo(CONTENT);

    try (Stream<Path> objects = Files.walk(directory.resolve("small/objects"))) {
      assertThat(objects.filter(Files::isRegularFile).mapToLong(it -> it.toFile().length()).sum())
          .isLessThanOrEqualTo(BLOCK + BLOCK / 2);
    }
    try (Stream<Path> running = Files.walk(directory.resolve("small/running"))) {
      assertThat(running.filter(Files::isRegularFile).map(Path::toString))
          .allMatch(it -> it.endsWith(".lock"));
    }
    opened.forEach(ObjectLake::close);
    try (Stream<Path> running = Files.list(directory.resolve("small/running"))) {
      assertThat(running).isEmpty();
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    Path missing = reader().resolveSibling("missing.csv");

    assertThatThrownBy(() -> LocalCopies.parts(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing.toString());
  }

  @Test
  void itIsForReadingAndWhileItIsOpen() throws IOException {
    SeekableByteChannel channel = LocalCopies.parts(reader());
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(NonWritableChannelException.class);
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }

  /** Nothing is copied, and nothing is between the file and who reads it. */
  @Test
  void aFileOfThisMachineIsOpenedItself() throws IOException {
    Path file = Files.write(directory.resolve("here"), CONTENT);

    assertThat(whole(file)).isEqualTo(CONTENT);
    assertThat(gate.takeRequests()).noneMatch(it -> it.startsWith("GET"));
  }
}
