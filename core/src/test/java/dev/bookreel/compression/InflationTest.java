package dev.bookreel.compression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.scale.Cases;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InflationTest {
  private static final byte[] CONTENT = "title,mins\nAlien,117\nBrazil,143\n".getBytes(UTF_8);
  private static final ByteSize PLENTY = new ByteSize(1_000_000);

  private final Path packed;
  private final Path target;

  InflationTest(@TempDir Path directory) {
    this.packed = directory.resolve("packed");
    this.target = directory.resolve("target");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCompressedIsToldByItsFirstBytesAndInflated(Compression compression)
      throws IOException {
    assertThat(inflated(Packed.by(compression, CONTENT))).isEqualTo(CONTENT);
    assertThat(Compression.of(packed)).contains(compression);
  }

  @Test
  void whatIsNotCompressedIsNotTakenForIt() throws IOException {
    for (byte[] bytes : new byte[][] {CONTENT, {}, {0x1F}, "PK".getBytes(UTF_8)}) {
      Files.write(packed, bytes);
      assertThat(Compression.of(packed)).isEmpty();
    }
  }

  @Test
  void severalMembersOrFramesAreOneContent() throws IOException {
    byte[] twice = Packed.joined(CONTENT, CONTENT);
    byte[] gzip = Packed.gzip(CONTENT);
    byte[] zstd = Packed.zstd(CONTENT);

    assertThat(inflated(Packed.joined(gzip, gzip))).isEqualTo(twice);
    assertThat(inflated(Packed.joined(zstd, zstd))).isEqualTo(twice);
  }

  @ParameterizedTest
  @EnumSource
  void contentOfAnySizeIsInflated(Compression compression) throws IOException {
    for (int size : new int[] {0, 1, 131_071, 131_072, 131_073, 262_144, 393_216, 700_000}) {
      byte[] noise = new byte[size];
      new Random(size).nextBytes(noise);
      for (byte[] content : new byte[][] {noise, new byte[size]}) {
        assertThat(inflated(Packed.by(compression, content))).isEqualTo(content);
      }
    }
  }

  @Test
  void foldersInAZipDoNotCount() throws IOException {
    assertThat(inflated(Packed.zip(CONTENT, "vendor/", "vendor/authors.csv"))).isEqualTo(CONTENT);
    assertThat(inflated(Packed.zipStored(CONTENT, "authors.csv"))).isEqualTo(CONTENT);
  }

  @Test
  void aZipOfOtherThanOneFileIsRefusedWithItsNames() {
    assertRefused(
        Packed.zip(CONTENT, "a.csv", "b.csv"),
        "it is a zip archive with several files: 'a.csv', 'b.csv'",
        "Ask for an archive with exactly one file in it");
    assertRefused(
        Packed.zip(CONTENT, "1", "2", "3", "4", "5", "6", "7"),
        "it is a zip archive with several files: '1', '2', '3', '4', '5' and more",
        "Ask for an archive with exactly one file in it");
    assertRefused(
        Packed.zip(CONTENT),
        "it is a zip archive with no file",
        "Ask for an archive with exactly one file in it");
    assertRefused(
        Packed.zip(CONTENT, "folder/"),
        "it is a zip archive with no file",
        "Ask for an archive with exactly one file in it");
  }

  @Test
  void whatIsCompressedTwiceIsRefused() {
    assertRefused(
        Packed.gzip(Packed.zstd(CONTENT)),
        "it is compressed twice: inside the gzip file is a zstd file",
        "Ask for a delivery that is compressed once");
    assertRefused(
        Packed.zip(Packed.gzip(CONTENT), "a.gz"),
        "it is compressed twice: inside the zip file is a gzip file",
        "Ask for a delivery that is compressed once");
  }

  @ParameterizedTest
  @EnumSource
  void aFileCutAtAnyByteIsRefused(Compression compression) {
    byte[] whole = Packed.by(compression, CONTENT);
    for (int length = 4; length < whole.length; length++) {
      assertDamaged(compression, Arrays.copyOf(whole, length), "cut to " + length + " bytes");
    }
  }

  /** One byte is left: it could be the beginning of padding, but nobody can tell. */
  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aSecondMemberCutAtAnyByteIsRefused(Compression compression) {
    byte[] whole = Packed.by(compression, CONTENT);
    byte[] twice = Packed.joined(whole, whole);
    for (int length = whole.length + 1; length < twice.length; length++) {
      assertDamaged(compression, Arrays.copyOf(twice, length), "cut to " + length + " bytes");
    }
  }

  @Test
  void contentThatDoesNotFitItsChecksumIsRefused() {
    byte[] gzip = Packed.gzip(CONTENT);
    gzip[gzip.length - 6] ^= 1;
    byte[] zstd = Packed.zstd(CONTENT);
    zstd[zstd.length - 1] ^= 1;
    byte[] zip = Packed.zipStored(CONTENT, "a.csv");
    zip[40] ^= 1;

    assertDamaged(Compression.GZIP, gzip, "checksum");
    assertDamaged(Compression.ZSTD, zstd, "checksum");
    assertRefused(
        zip,
        "it is a damaged zip file: the checksum of 'a.csv' is wrong",
        "Ask for a new delivery");
  }

  /**
   * Damage in what does not matter, such as a time, may be overlooked; the content may not change.
   */
  @ParameterizedTest
  @EnumSource
  void noDamageChangesTheContent(Compression compression) throws IOException {
    Random random = new Random(5);
    byte[] whole = Packed.by(compression, CONTENT);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      damaged[4 + random.nextInt(damaged.length - 4)] ^= (byte) (1 + random.nextInt(255));
      try {
        assertThat(inflated(compression, damaged)).isEqualTo(CONTENT);
      } catch (CannotInflateException refused) {
        assertThat(refused).hasMessageStartingWith("it is a ");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void exactlyTheLimitIsAllowed(Compression compression) throws IOException {
    byte[] whole = Packed.by(compression, CONTENT);
    Files.write(packed, whole);
    Files.deleteIfExists(target);
    new Inflation(packed, compression, new ByteSize(CONTENT.length)).into(target);
    assertThat(target).hasBinaryContent(CONTENT);
    Files.delete(target);

    assertThatThrownBy(
            () -> new Inflation(packed, compression, new ByteSize(CONTENT.length - 1)).into(target))
        .isInstanceOf(CannotInflateException.class)
        .hasMessage(
            "it inflates to more than max_inflated = %d B allows".formatted(CONTENT.length - 1));
  }

  @Test
  void whatInflatesToAHundredGigabytesIsStoppedAtTheLimit() throws IOException {
    stack(Packed.gzip(new byte[100_000_000]), 1000);
    assertStopped(Compression.GZIP, new ByteSize(10_000_000), "10 MB");
    stack(Packed.zstd(new byte[100_000_000]), 1000);
    assertThat(Files.size(packed)).isLessThan(10_000_000);
    assertStopped(Compression.ZSTD, new ByteSize(10_000_000), "10 MB");
    Files.write(packed, Packed.zip(new byte[100_000_000], "zeros"));
    assertStopped(Compression.ZIP, new ByteSize(10_000_000), "10 MB");
  }

  @Test
  void theDefaultLimitStopsAHundredGigabytes() throws IOException {
    assumeTrue(Cases.isFull(), "Left out: inflates 64 GB, in the long lane");
    stack(Packed.zstd(new byte[100_000_000]), 1000);
    assertThatThrownBy(
            () ->
                new Inflation(packed, Compression.ZSTD, TableDefinition.DEFAULT_MAX_INFLATED)
                    .into(OutputStream.nullOutputStream()))
        .hasMessage("it inflates to more than max_inflated = 64 GB allows");
  }

  private void stack(byte[] part, int times) throws IOException {
    try (OutputStream out = Files.newOutputStream(packed)) {
      for (int i = 0; i < times; i++) {
        out.write(part);
      }
    }
  }

  private void assertStopped(Compression compression, ByteSize limit, String written)
      throws IOException {
    Files.deleteIfExists(target);
    assertThatThrownBy(() -> new Inflation(packed, compression, limit).into(target))
        .isInstanceOf(CannotInflateException.class)
        .hasMessage("it inflates to more than max_inflated = " + written + " allows");
    assertThat(Files.size(target)).isLessThanOrEqualTo(limit.bytes());
  }

  private byte[] inflated(byte[] bytes) throws IOException {
    Files.write(packed, bytes);
    return inflated(Compression.of(packed).orElseThrow(), bytes);
  }

  private byte[] inflated(Compression compression, byte[] bytes) throws IOException {
    Files.write(packed, bytes);
    Files.deleteIfExists(target);
    new Inflation(packed, compression, PLENTY).into(target);
    return Files.readAllBytes(target);
  }

  private void assertRefused(byte[] bytes, String reason, String fix) {
    CannotInflateException refusal =
        catchThrowableOfType(CannotInflateException.class, () -> inflated(bytes));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.fix()).isEqualTo(fix);
  }

  private void assertDamaged(Compression compression, byte[] bytes, String what) {
    CannotInflateException refusal =
        catchThrowableOfType(CannotInflateException.class, () -> inflated(compression, bytes));
    assertThat(refusal).as(what).isNotNull();
    assertThat(refusal.reason()).startsWith("it is a damaged " + compression + " file: ");
    assertThat(refusal.fix()).isEqualTo("Ask for a new delivery");
  }
}
