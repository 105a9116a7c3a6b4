package dev.bookreel.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's folder {@code samples/} is what its README says that it was made from. */
class CommittedSamplesTest {

  @Test
  void samplesAreWhatTheStandardSpecMakes(@TempDir Path directory) throws IOException {
    Map<String, byte[]> made =
        MadeSample.make(SampleSpec.standard(), directory.resolve("samples")).files();
    Map<String, byte[]> committed = new MadeSample(Path.of("..", "samples")).files();
    byte[] readme = committed.remove("README.md");
    assertThat(committed.keySet()).isEqualTo(made.keySet());
    made.forEach(
        (file, bytes) -> assertSame(file, bytes, Objects.requireNonNull(committed.get(file))));
    assertThat(readme).asString().contains(command(SampleSpec.standard()));
  }

  private static void assertSame(String file, byte[] made, byte[] committed) {
    int difference = Arrays.mismatch(made, committed);
    assertThat(difference)
        .as("samples/%s differs from what is made now, first at byte %d", file, difference)
        .isEqualTo(-1);
  }

  private static String command(SampleSpec spec) {
    return "./bookreel sample --nights %d --streams %d --reviews %d --seed %d --to samples"
        .formatted(spec.nights(), spec.streams(), spec.reviews(), spec.seed());
  }
}
