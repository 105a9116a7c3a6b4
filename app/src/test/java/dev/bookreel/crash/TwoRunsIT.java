package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.ProjectReader;
import dev.bookreel.process.Program;
import dev.bookreel.process.Program.Ended;
import dev.bookreel.process.Program.Running;
import dev.bookreel.source.directory.DirectorySourceKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole runs, as two people or two schedules start them, on one lake at the same time. */
class TwoRunsIT {
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path directory;

  @Test
  void twoRunsAtOnceGiveTheLakeThatOneGives() throws Exception {
    Program program = Program.in(directory);
    Path shared = directory.resolve("shared");
    Path alone = directory.resolve("alone");
    Running one = program.start(List.of(), run(shared));
    Running other = program.start(List.of(), run(shared));

    for (Ended ended : List.of(one.await(), other.await(), program.run(run(alone)))) {
      assertThat(ended.status()).as(ended.printed()).isZero();
    }

    assertThat(LakeState.of(shared, shippedLake()).differences(LakeState.of(alone, shippedLake())))
        .isEmpty();
  }

  private static String[] run(Path lake) {
    return new String[] {
      "run",
      "--project",
      CHECKOUT.resolve("lake").toString(),
      "--from",
      CHECKOUT.resolve("samples").toString(),
      "--lake",
      lake.toString()
    };
  }

  private static LakeDefinition shippedLake() {
    DirectorySourceKind directories = new DirectorySourceKind();
    return new ProjectReader(Map.of())
        .read(CHECKOUT.resolve("lake"), Map.of(directories.name(), directories.settings()));
  }
}
