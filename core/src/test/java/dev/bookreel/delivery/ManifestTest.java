package dev.bookreel.delivery;

import static dev.bookreel.delivery.Tables.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private static final Instant NIGHT = Instant.parse("2021-12-29T02:00:00Z");

  private final RawZone raw;
  private final Path manifest;

  ManifestTest(@TempDir Path lake) {
    raw = new RawZone(lake);
    raw.store(
        new Arrival(AUTHORS, "nightly", new MemoryFile("A"), NIGHT), NIGHT, FetchProgress.SILENT);
    manifest = lake.resolve("raw/vendor/authors/2021-12-29T02-00-00.000Z.manifest.json");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"bytes\" : 1 | \"bytes\" : \"one\" | For input string: \"one\"",
        "\"bytes\" : 1 | \"pages\" : 1 | 'bytes' is missing",
        "2022-12-29T02:00:00Z | yesterday | Text 'yesterday' could not be parsed at index 0",
        "559aead0 | .. | 'sha256' cannot be '..8264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd'",
        "\"file\" : \" | \"file\" : \"../ | 'file' cannot be '../2021-12-29T02-00-00.000Z.json'",
        "\"delivered_at\" : \"2021 | \"delivered_at\" : \"2020 | it is of the delivery of 2020-12-29T02:00:00Z",
      })
  void aDamagedManifestIsNamed(String whole, String damaged, String why) throws IOException {
    String text =
        Files.readString(manifest)
            .replace("\"fetched_at\" : \"2021-12-29", "\"fetched_at\" : \"2022-12-29");
    assertThat(text).contains(whole);
    Files.writeString(manifest, text.replace(whole, damaged));

    assertDamaged(why);
  }

  @Test
  void aManifestCutInTheMiddleIsNamed() throws IOException {
    Files.writeString(manifest, Files.readString(manifest).substring(0, 20));

    assertThatThrownBy(() -> raw.deliveries(AUTHORS.name()))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith(
            "vendor.authors: the manifest " + manifest + " is damaged: it is no JSON: ");
  }

  @Test
  void aManifestThatIsNoObjectIsNamed() throws IOException {
    Files.writeString(manifest, "");

    assertDamaged("it is no JSON object");
  }

  @Test
  void fieldsOfLaterVersionsAreIgnored() throws IOException {
    Files.writeString(
        manifest, Files.readString(manifest).replace("{", "{ \"labels\" : { \"bytes\" : [2] },"));

    assertThat(raw.deliveries(AUTHORS.name())).hasSize(1);
  }

  private void assertDamaged(String why) {
    assertThatThrownBy(() -> raw.deliveries(AUTHORS.name()))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "vendor.authors: the manifest %s is damaged: %s. Restore it from a copy, or move it away and fetch that delivery again"
                .formatted(manifest, why));
  }
}
