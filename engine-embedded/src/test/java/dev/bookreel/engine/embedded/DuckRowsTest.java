package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read does not depend on the zone of the Java that reads it. */
class DuckRowsTest {
  private static final Duration STEP = Duration.ofMinutes(15);
  private static final int STEPS = 4 * 30;

  @TempDir private Path directory;

  private List<Object> read(String sql) throws SQLException {
    try (Duck duck = new Duck(directory, ZoneId.of("Europe/Berlin"));
        Workspace workspace = duck.workspace();
        DuckRows rows = new DuckRows(workspace, workspace.prepare(sql, List.of()))) {
      List<Object> values = new ArrayList<>();
      for (List<Object> row = rows.next(); row != null; row = rows.next()) {
        values.add(row.get(0));
      }
      return values;
    }
  }

  /** From more than a day before the clocks of the default zone change until as long after it. */
  private static List<Instant> around(ZoneOffsetTransition change) {
    List<Instant> instants = new ArrayList<>();
    for (int i = -STEPS; i <= STEPS; i++) {
      instants.add(change.getInstant().plus(STEP.multipliedBy(i)));
    }
    return instants;
  }

  private static List<ZoneOffsetTransition> changes() {
    ZoneRules rules = ZoneId.systemDefault().getRules();
    List<ZoneOffsetTransition> changes = new ArrayList<>();
    Instant from = Instant.parse("2011-01-01T00:00:00Z");
    for (int i = 0; i < 5 && rules.nextTransition(from) != null; i++) {
      changes.add(rules.nextTransition(from));
      from = changes.get(i).getInstant();
    }
    return changes;
  }

  @Test
  void instantsAreRightHoweverTheClocksOfJavasZoneChange() throws SQLException {
    assertThat(changes()).as("The tests' zone changes its clocks, and once skips a day").hasSize(5);
    for (ZoneOffsetTransition change : changes()) {
      List<Instant> instants = around(change);
      List<String> literals = instants.stream().map(Sql::instant).toList();

      assertThat(read("SELECT unnest([" + String.join(", ", literals) + "])")).isEqualTo(instants);
    }
  }

  /** Of two instants at which the clocks showed the same the later one is told. */
  @Test
  void instantsInListsAreRightButInTheHourThatComesTwice() throws SQLException {
    for (ZoneOffsetTransition change : changes()) {
      List<Instant> instants =
          around(change).stream().filter(it -> !isFirstOfTwo(change, it)).toList();
      List<String> literals = instants.stream().map(Sql::instant).toList();

      assertThat(read("SELECT [" + String.join(", ", literals) + "]")).containsExactly(instants);
    }
  }

  private static boolean isFirstOfTwo(ZoneOffsetTransition change, Instant instant) {
    LocalDateTime shown = LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
    return change.isOverlap()
        && instant.isBefore(change.getInstant())
        && !shown.isBefore(change.getDateTimeAfter());
  }

  @Test
  void timesWithoutAZoneAreThoseThatWereWritten() throws SQLException {
    for (ZoneOffsetTransition change : changes()) {
      List<String> times =
          around(change).stream()
              .map(it -> LocalDateTime.ofInstant(it, change.getOffsetBefore()).toString())
              .toList();

      assertThat(read("SELECT unnest(" + list(times) + "::TIMESTAMP[])")).isEqualTo(times);
    }
  }

  private static String list(List<String> texts) {
    return texts.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
