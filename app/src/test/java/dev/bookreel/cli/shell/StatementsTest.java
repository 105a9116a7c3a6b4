package dev.bookreel.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {

  @Test
  void semicolonsEndStatements() {
    assertThat(Statements.of("select 1; select\n2;; select 3"))
        .isEqualTo(new Statements(List.of("select 1", "select\n2"), "select 3"));
  }

  @Test
  void semicolonsInQuotesAndCommentsDoNot() {
    String sql = "select ';', 'it''s;', \"a;b\" -- why; not\n/* and;\nthis; */ from t";

    assertThat(Statements.of(sql + ";")).isEqualTo(new Statements(List.of(sql), ""));
  }

  @Test
  void semicolonsInDollarsDoNot() {
    String sql = "select $$ ';' -- ; $$, $x$ $$;$$ $x$, $1";

    assertThat(Statements.of(sql + ";")).isEqualTo(new Statements(List.of(sql), ""));
  }

  @Test
  void commentsAloneAreNoStatement() {
    assertThat(Statements.of("-- nothing\n; /* nothing */ ").all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"select 1", "select ';", "select \"a;", "select 1 /* ;", "/* ", "select $$;"})
  void aStatementWithoutItsEndIsNotComplete(String text) {
    assertThat(StatementParser.isComplete(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", ".tables", "select 1;", "select 1; -- done", "-- only this"})
  void anInputThatCanBeExecutedIsComplete(String text) {
    assertThat(StatementParser.isComplete(text)).isTrue();
  }
}
