package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.SqlParameters.Occurrence;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SqlParametersTest {
  @Test
  void findsEveryUseWithItsPlace() {
    assertThat(SqlParameters.find("a >= :from and b < :to_1 + :from"))
        .containsExactly(
            new Occurrence("from", 5, 10),
            new Occurrence("to_1", 19, 24),
            new Occurrence("from", 27, 32));
  }

  @Test
  void skipsStringsAndQuotedNames() {
    assertThat(names("select ':a', 'it''s :b', \":c\", `:d`, :e")).isEqualTo("e");
  }

  @Test
  void skipsComments() {
    assertThat(names("-- :a isn't\nselect :b /* :c /* :d */ :e */, :f -- :g")).isEqualTo("b f");
  }

  @Test
  void skipsCastsButNotWhatTheyCast() {
    assertThat(names("select :a::int, x::date, 1 : 2, :")).isEqualTo("a");
  }

  @Test
  void skipsTextsInDollars() {
    assertThat(names("select $$ :a ' $$, :b, $x$ :c $$ :d $x$, :e, 1 $ :f")).isEqualTo("b e f");
  }

  @Test
  void skipsWhatFollowsAValueInBrackets() {
    assertThat(names("select s[1:i], s[i:j], {'k':id, \"l\":m}, s[f(1):n][o], :a")).isEqualTo("a");
    assertThat(names("select s[:a], s[1: :b], {'k': :c}, [:d, :e], limit:f"))
        .isEqualTo("a b c d e f");
  }

  @Test
  void endsWithTextThatIsNotClosed() {
    assertThat(names("select :a, ':b")).isEqualTo("a");
    assertThat(names("select :a /* :b *")).isEqualTo("a");
    assertThat(names("select :a -- :b")).isEqualTo("a");
    assertThat(names("select :a $$ :b")).isEqualTo("a");
  }

  @Test
  void replacesUsesAndNothingElse() {
    assertThat(
            SqlParameters.replace(
                "select :a, ':a', :b::int -- :a", name -> "$" + name.toUpperCase(Locale.ROOT)))
        .isEqualTo("select $A, ':a', $B::int -- :a");
  }

  private static String names(String sql) {
    return String.join(" ", SqlParameters.find(sql).stream().map(Occurrence::name).toList());
  }
}
