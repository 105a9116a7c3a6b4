package dev.bookreel.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.cli.Application;
import dev.bookreel.cli.command.Tables;
import dev.bookreel.cli.console.TestConsole;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.error.LakeException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the command line printed. */
record Shown(int status, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What {@code bookreel show LOCATION --format json} prints, and further words. */
  static Shown of(Path location, String... words) {
    List<String> all = new ArrayList<>(List.of("show", location.toString(), "--format", "json"));
    all.addAll(List.of(words));
    return run(Path.of("").toAbsolutePath(), all.toArray(String[]::new));
  }

  /** A command that needs neither a lake nor a project. */
  static Shown run(Path workingDirectory, String... words) {
    TestConsole console = TestConsole.file();
    Ending ending = new Ending();
    Application application =
        new Application(
            console.console(),
            InputStream.nullInputStream(),
            Map.of(),
            (options, watching) -> {
              throw new LakeException("No lake is needed");
            },
            new Tables(workingDirectory, Map.of(), ending),
            ending);
    int status = application.run(words);
    return new Shown(status, console.out(), console.err());
  }

  /** Each row, a JSON object. */
  List<String> rows() throws Exception {
    assertThat(status).as(err).isZero();
    List<String> rows = new ArrayList<>();
    for (JsonNode row : JSON.readTree(out)) {
      rows.add(row.toString());
    }
    return rows;
  }
}
