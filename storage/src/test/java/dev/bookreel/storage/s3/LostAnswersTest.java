package dev.bookreel.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.s3.S3Gate.Fault;
import dev.bookreel.storage.s3.S3Gate.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory.Standard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks and servers that fail in the middle of something. */
class LostAnswersTest {
  private static final S3Server SERVER = S3Server.start();

  private static final int PART_BYTES = 5 * 1024 * 1024;

  private final S3Gate gate = new S3Gate(SERVER.endpoint());
  private final String place = "s3://" + SERVER.newBucket() + "/lake";
  private final Path directory;
  private final ObjectLake lake;

  LostAnswersTest(@TempDir(factory = Standard.class) Path directory) {
    this.directory = directory;
    this.lake = open(gate, "cache");
  }

  private ObjectLake open(S3Gate through, String cache) {
    return S3Lake.open(
        place,
        SERVER.connection(through.endpoint()),
        new ObjectLake.Copying(directory.resolve(cache), new ByteSize(1_000_000_000)),
        PART_BYTES);
  }

  @AfterEach
  void close() {
    lake.close();
    gate.close();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private Path commit() {
    return lake.root().resolve("t/_delta_log/00000000000000000000.json");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The client's own second attempt meets what the first one wrote: 412 of its own success. */
  @ParameterizedTest
  @EnumSource(names = {"ANSWER_LOST", "ANSWER_IS_500"})
  void aCommitWhoseAnswerIsLostIsKnownAgain(Fault fault) throws IOException {
    Rule lost = gate.let(it -> it.startsWith("PUT"), fault, 1);

    DurableFiles.createExclusively(commit(), bytes("mine"));

    assertThat(lost.struck()).isEqualTo(1);
    assertThat(Files.readString(commit())).isEqualTo("mine");
  }

  /** Also where the other one wrote the very same. */
  @Test
  void anotherMachinesCommitIsNotTakenForOnesOwn() throws IOException {
    try (S3Gate others = new S3Gate(SERVER.endpoint());
        ObjectLake other = open(others, "other")) {
      DurableFiles.createExclusively(
          other.root().resolve("t/_delta_log/00000000000000000000.json"), bytes("same"));
    }
    Rule lost = gate.let(it -> it.startsWith("PUT"), Fault.ANSWER_LOST, 1);

    assertThatThrownBy(() -> DurableFiles.createExclusively(commit(), bytes("same")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(lost.struck()).isEqualTo(1);
  }

  @Test
  void everyAnswerLostIsSettledByLooking() throws IOException {
    Rule lost = gate.let(it -> it.startsWith("PUT"), Fault.ANSWER_LOST, 100);

    DurableFiles.createExclusively(commit(), bytes("mine"));

    assertThat(lost.struck()).isGreaterThan(1);
    assertThat(Files.readString(commit())).isEqualTo("mine");
  }

  @Test
  void whatCannotBeLookedForIsUnknownAndNotACommit() {
    gate.let(it -> it.startsWith("PUT"), Fault.ANSWER_LOST, 100);
    Rule blind = gate.let(it -> it.startsWith("HEAD"), Fault.REFUSED, 100);

    assertThatThrownBy(() -> DurableFiles.createExclusively(commit(), bytes("mine")))
        .isInstanceOf(FileSystemException.class)
        .isNotInstanceOf(FileAlreadyExistsException.class)
        .isNotInstanceOf(NoSuchFileException.class);
    assertThat(blind.struck()).isGreaterThan(1);
  }

  @Test
  void whatNeverArrivedIsNoCommit() throws IOException {
    Rule refused = gate.let(it -> it.startsWith("PUT"), Fault.REFUSED, 100);

    assertThatThrownBy(() -> DurableFiles.createExclusively(commit(), bytes("mine")))
        .isInstanceOf(FileSystemException.class)
        .isNotInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("S3 cannot be reached");
    assertThat(refused.struck()).isGreaterThan(1);
    assertThat(Files.exists(commit())).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW_DOWN", "CONFLICT", "REFUSED"})
  void whatPassesByItselfIsTriedAgain(Fault fault) throws IOException {
    Rule busy = gate.let(it -> it.startsWith("PUT"), fault, 3);

    DurableFiles.createExclusively(commit(), bytes("mine"));

    assertThat(busy.struck()).isEqualTo(3);
    assertThat(Files.readString(commit())).isEqualTo("mine");
  }

  @Test
  void aServerThatIsAlwaysBusyIsToldOf() {
    gate.let(it -> it.startsWith("PUT"), Fault.SLOW_DOWN, 100);

    assertThatThrownBy(() -> DurableFiles.createExclusively(commit(), bytes("mine")))
        .hasMessageContaining("S3 asks to slow down, and did so at every attempt. Run again later");
  }

  @Test
  void aFileThatIsCutOnTheWayIsReadAgain() throws IOException {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    write("cut.parquet", content);
    try (ObjectLake other = open(gate, "other")) {
      Rule cut = gate.let(it -> it.startsWith("GET") && it.contains("cut.parquet"), Fault.CUT, 2);

      assertThat(Files.readAllBytes(other.root().resolve("cut.parquet"))).isEqualTo(content);
      assertThat(cut.struck()).isEqualTo(2);
    }
  }

  @Test
  void aFileThatIsAlwaysCutIsNotHalfRead() throws IOException {
    write("cut.parquet", new byte[300_000]);
    try (ObjectLake other = open(gate, "other")) {
      gate.let(it -> it.startsWith("GET") && it.contains("cut.parquet"), Fault.CUT, 100);
      Path file = other.root().resolve("cut.parquet");

      assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> LocalCopies.original(file).readAllBytes())
          .isInstanceOf(IOException.class);
    }
  }

  /** In three parts. */
  @ParameterizedTest
  @EnumSource(names = "ANSWER_LOST")
  void aLargeFileIsWholeWhateverHappensToItsParts(Fault fault) throws IOException {
    byte[] content = new byte[2 * PART_BYTES + 1];
    new Random(2).nextBytes(content);
    Rule part = gate.let(it -> it.startsWith("PUT") && it.contains("partNumber=2"), fault, 1);
    Rule end = gate.let(it -> it.startsWith("POST") && it.contains("uploadId="), fault, 1);

    write("large.parquet", content);

    assertThat(part.struck()).isEqualTo(1);
    assertThat(end.struck()).isEqualTo(1);
    try (var in = LocalCopies.original(lake.root().resolve("large.parquet"))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  /** As a data file is written: where its copy is to be, then published. */
  private void write(String name, byte[] content) throws IOException {
    Path file = lake.root().resolve(name);
    Files.write(LocalCopies.of(file), content);
    LocalCopies.publish(file);
  }
}
