package dev.bookreel.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class SqlCompleterTest {
  private static final Catalog CATALOG =
      new Catalog(
          List.of(table("stream.movies", "title", "size_mb"), table("vendor.books", "pages")));

  @Test
  void tablesAndKeywordsAreOffered() {
    assertThat(candidates("select * from str"))
        .contains("stream.movies", "vendor.books", "where", "title", "pages");
  }

  @Test
  void onlyColumnsOfTheTablesThatTheStatementNamesAreOffered() {
    assertThat(candidates("select * from stream.movies where s"))
        .contains("title", "size_mb")
        .doesNotContain("pages");
  }

  @Test
  void keywordsKeepTheCaseThatIsTyped() {
    assertThat(candidates("SEL")).contains("SELECT").doesNotContain("select");
  }

  @Test
  void dotCommandsAreOfferedAtTheBeginning() {
    assertThat(candidates(".d")).contains(".describe", ".tables").doesNotContain("select");
    assertThat(candidates(".describe st")).contains("stream.movies").doesNotContain("select");
  }

  private static List<String> candidates(String line) {
    List<Candidate> candidates = new ArrayList<>();
    LineReader reader = LineReaderBuilder.builder().build();
    new SqlCompleter(CATALOG)
        .complete(
            reader,
            new StatementParser().parse(line, line.length(), ParseContext.COMPLETE),
            candidates);
    return candidates.stream().map(Candidate::value).toList();
  }

  private static Catalog.Table table(String name, String... columns) {
    return new Catalog.Table(
        name,
        "",
        List.of(columns).stream().map(column -> new Catalog.Column(column, "string")).toList());
  }
}
