package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlankLinesTest {
  @TempDir Path directory;

  /** Each run as the record behind it and how many blank lines there are before that. */
  private List<String> found(String csv, long last) throws IOException, SQLException {
    List<String> found = new ArrayList<>();
    BlankLines.find(
        Files.writeString(directory.resolve("a.csv"), csv),
        last,
        (record, blanks) -> found.add(record + ":" + blanks));
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void runsAreToldWhereTheyEnd(String lineEnd) throws IOException, SQLException {
    String csv = "a,b\n\n1,2\n\n\n3,4\n5,6\n\n".replace("\n", lineEnd);

    assertThat(found(csv, 100)).containsExactly("3:1", "6:3");
    assertThat(found(csv, 5)).containsExactly("3:1");
  }

  @Test
  void lineBreaksInQuotesAreNoLines() throws IOException, SQLException {
    assertThat(found("a,b\n\"\n\n\",\"say \"\"\n\nno\"\"\n\n\"\n\n1,2\n", 100))
        .containsExactly("4:1");
  }

  @Test
  void aQuoteWithinAFieldOpensNothing() throws IOException, SQLException {
    assertThat(found("a,b\nx\"y,1\n\n\"x\"y\",2\n\n3,4\n", 100)).containsExactly("4:1", "6:2");
  }
}
