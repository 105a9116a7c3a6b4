package dev.bookreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.console.TestConsole;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionScriptTest {

  @Test
  void theScriptThatShipsFitsTheCommandLine() throws IOException {
    TestConsole console = TestConsole.file();
    Application application =
        new Application(
            console.console(),
            InputStream.nullInputStream(),
            Map.of(),
            (options, watching) -> {
              throw new LakeException("No lake is needed");
            },
            (options, location, version) -> {
              throw new LakeException("No table is needed");
            },
            new Ending());

    assertThat(application.run("generate-completion")).isZero();

    assertThat(Files.readString(Path.of("..", "completion", "bookreel_completion")))
        .as("Make it anew: ./bookreel generate-completion > completion/bookreel_completion")
        .isEqualTo(console.out());
  }
}
