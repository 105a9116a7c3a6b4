package dev.bookreel.delivery;

import static dev.bookreel.delivery.Tables.AUTHORS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Sha256;
import dev.bookreel.source.BusyException;
import dev.bookreel.source.CannotResumeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceReadingTest {
  private static final byte[] CONTENT = "one file of some length".getBytes(UTF_8);
  private static final Instant MODIFIED = Instant.parse("2021-12-28T22:11:00Z");
  private static final Duration SHORT = Duration.ofMillis(1);

  private final ScriptedFile file = new ScriptedFile();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void aBrokenConnectionIsContinuedWhereItBroke() {
    file.breaking(5).breaking(11).whole();

    assertThat(reading(2).bytes()).isEqualTo(CONTENT.length);
    assertThat(read.toByteArray()).isEqualTo(CONTENT);
    assertThat(file.offsets).containsExactly(0L, 5L, 11L);
    assertThat(waits).isEmpty();
  }

  @Test
  void whatCannotBeContinuedBeginsAnewAndCountsOnce() {
    file.resumable = false;
    file.breaking(5).breaking(11).whole();

    assertThat(reading(3).sha256()).isEqualTo(Sha256.of(CONTENT));
    assertThat(read.toByteArray()).isEqualTo(CONTENT);
    assertThat(file.offsets).containsExactly(0L, 0L, 0L);
  }

  @Test
  void whatCannotBeContinuedAfterAllBeginsAnewEachTimeFromThenOn() {
    file.breaking(5).failing(new CannotResumeException("only whole")).breaking(11).whole();

    assertThat(reading(4).sha256()).isEqualTo(Sha256.of(CONTENT));
    assertThat(read.toByteArray()).isEqualTo(CONTENT);
    assertThat(file.offsets).containsExactly(0L, 5L, 0L, 0L);
  }

  @Test
  void aStreamThatEndsEarlyIsContinuedToo() {
    file.ending(5).whole();

    assertThat(reading(1).sha256()).isEqualTo(Sha256.of(CONTENT));
    assertThat(file.offsets).containsExactly(0L, 5L);
  }

  @Test
  void connectionsThatBringNothingAreCounted() {
    file.breaking(5).breaking(5).breaking(5).breaking(5).whole();

    assertThatThrownBy(() -> reading(3))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "vendor.authors: cannot read scripted:authors.json: broken at 5. Tried 3 times. Nothing"
                + " was stored. Fetch again when it can be read");
    assertThat(waits).hasSize(2);
  }

  @Test
  void aConnectionThatBreaksForeverIsGivenUp() {
    file.state = new FileState(java.util.OptionalLong.empty(), Optional.empty(), Optional.empty());
    file.growing = true;

    assertThatThrownBy(() -> reading(3))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("the connection broke 100 times");
  }

  @Test
  void aFileThatChangesBetweenTwoConnectionsIsStillBeingWritten() {
    file.breaking(5).whole();
    file.afterFirst = FileState.of(CONTENT.length, MODIFIED.plusSeconds(1));

    assertThatThrownBy(() -> reading(3))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith("vendor.authors: scripted:authors.json is still being written");
  }

  @Test
  void moreThanPromisedIsNotTaken() {
    file.state = FileState.of(7, MODIFIED);
    file.whole();

    assertThatThrownBy(() -> reading(3))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("it had 7 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA-256", "MD5", "CRC32", "CRC32C"})
  void garbledContentIsReadOnceMore(String algorithm) {
    file.checksum = Optional.of(new Checksum(algorithm, sum(algorithm)));
    file.garbled().whole();

    assertThat(reading(1).sha256()).isEqualTo(Sha256.of(CONTENT));
    assertThat(read.toByteArray()).isEqualTo(CONTENT);
    assertThat(file.offsets).containsExactly(0L, 0L);
  }

  @Test
  void contentThatStaysGarbledIsRefused() {
    file.checksum = Optional.of(new Checksum("CRC32", "00000000"));
    file.whole().whole();

    assertThatThrownBy(() -> reading(1))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "vendor.authors: scripted:authors.json arrives damaged: its CRC32 is %s, but the source says 00000000. Nothing was stored. Fetch again, and if that does not help, have the file or its checksum mended"
                .formatted(sum("CRC32")));
  }

  @Test
  void whoAsksToWaitIsGivenTheTimeWithinLimits() {
    file.failing(new BusyException("503", Duration.ofMillis(30)))
        .failing(new BusyException("503", Duration.ofHours(1)))
        .whole();

    reading(3);

    assertThat(waits).containsExactly(Duration.ofMillis(30), Duration.ofMillis(100));
  }

  @Test
  void waitsGrowAndVary() {
    for (int i = 0; i < 6; i++) {
      file.failing(new IOException("refused"));
    }
    file.whole();

    reading(7);

    for (int i = 0; i < 6; i++) {
      long middle = Math.min(100, 1L << i);
      assertThat(waits.get(i).toNanos() / 1e6).isBetween(middle * 0.7, middle * 1.3);
    }
  }

  private Content reading(int attempts) {
    return new SourceReading(
            new Arrival(AUTHORS, "nightly", file, MODIFIED),
            new FetchProgress() {
              @Override
              public void retrying(TableName table, String reason, Duration wait) {
                waits.add(wait);
              }
            },
            new Retries(attempts, SHORT, Duration.ofMillis(100)))
        .into(
            new SourceReading.Sink() {
              @Override
              public void accept(byte[] buffer, int length) {
                read.write(buffer, 0, length);
              }

              @Override
              public void restart() {
                read.reset();
              }
            });
  }

  private static String sum(String algorithm) {
    ChecksumDigest digest = ChecksumDigest.like(new Checksum(algorithm, ""), 0);
    digest.update(CONTENT, CONTENT.length);
    return digest.hex();
  }

  /** A file of which each connection goes as written down before. */
  private static final class ScriptedFile implements SourceFile {
    private final Deque<Connection> connections = new ArrayDeque<>();
    private final List<Long> offsets = new ArrayList<>();
    private FileState state = FileState.of(CONTENT.length, MODIFIED);
    private Optional<Checksum> checksum = Optional.empty();
    private Optional<FileState> afterwards = Optional.empty();
    private FileState afterFirst = state;
    private boolean resumable = true;
    private boolean growing;

    private interface Connection {
      InputStream open(int offset) throws IOException;
    }

    /** Breaks when so much of the file has been given. */
    ScriptedFile breaking(int at) {
      return with(
          offset ->
              new SequenceInputStream(
                  new ByteArrayInputStream(CONTENT, offset, at - offset), broken(at)));
    }

    ScriptedFile ending(int at) {
      return with(offset -> new ByteArrayInputStream(CONTENT, offset, at - offset));
    }

    ScriptedFile garbled() {
      return with(offset -> new ByteArrayInputStream("ONE file of some length".getBytes(UTF_8)));
    }

    ScriptedFile failing(IOException failure) {
      return with(
          offset -> {
            throw failure;
          });
    }

    ScriptedFile whole() {
      return with(
          offset -> new ByteArrayInputStream(Arrays.copyOfRange(CONTENT, offset, CONTENT.length)));
    }

    private ScriptedFile with(Connection connection) {
      connections.add(connection);
      return this;
    }

    private static InputStream broken(int at) {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("broken at " + at);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          return read();
        }
      };
    }

    @Override
    public String location() {
      return "scripted:authors.json";
    }

    @Override
    public Optional<Instant> deliveredAt() {
      return Optional.empty();
    }

    @Override
    public FileState state() {
      return offsets.isEmpty() ? state : afterwards.orElse(state);
    }

    @Override
    public InputStream open(long offset, FileState as) throws IOException {
      offsets.add(offset);
      if (!afterFirst.equals(FileState.of(CONTENT.length, MODIFIED))) {
        afterwards = Optional.of(afterFirst);
      }
      if (growing) {
        return new SequenceInputStream(new ByteArrayInputStream(new byte[1]), broken(1));
      }
      return connections.remove().open((int) offset);
    }

    @Override
    public boolean resumable() {
      return resumable;
    }

    @Override
    public Optional<Checksum> checksum() {
      return checksum;
    }
  }
}
