package dev.bookreel.source.jdbc;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** A database that can be connected to. */
record Database(
    SourceDefinition definition,
    Drivers drivers,
    Dialect dialect,
    Trust trust,
    Duration timeout,
    Duration queryTimeout) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration QUERY_TIMEOUT = Duration.ofMinutes(10);

  /**
   * Connects to nothing yet.
   *
   * @throws LakeException if a setting is not what it should be
   */
  static Database find(SourceDefinition definition, JdbcUrl url, Drivers drivers, Path base) {
    return new Database(
        definition,
        drivers,
        Dialect.of(drivers),
        Trust.of(definition, url, base),
        definition.duration(JdbcSourceKind.TIMEOUT).orElse(TIMEOUT),
        definition.duration(JdbcSourceKind.QUERY_TIMEOUT).orElse(QUERY_TIMEOUT));
  }

  /**
   * Connects.
   *
   * @throws IOException if it cannot be reached, and that may pass
   * @throws LakeException if it refuses
   */
  Snapshot begin() throws IOException {
    try {
      Connection connection = drivers.driver().connect(drivers.url().text(), login());
      if (connection == null) {
        throw new LakeException(
            "The driver does not understand %s. Correct 'url'".formatted(location()));
      }
      return Snapshot.begin(connection, dialect);
    } catch (SQLException e) {
      throw failures().connecting(e);
    }
  }

  private Properties login() {
    Properties properties = dialect.properties(trust, timeout);
    user().ifPresent(user -> properties.setProperty("user", user));
    definition
        .secret(JdbcSourceKind.PASSWORD)
        .map(Secret::reveal)
        .ifPresent(password -> properties.setProperty("password", password));
    return properties;
  }

  private Optional<String> user() {
    return definition.text(JdbcSourceKind.USER);
  }

  Failures failures() {
    return new Failures(location(), user().orElse(""), timeout, queryTimeout);
  }

  /** Where it is, without parameters. */
  String location() {
    return JdbcUrl.parse(definition.required(JdbcSourceKind.URL), "", "").shown();
  }
}
