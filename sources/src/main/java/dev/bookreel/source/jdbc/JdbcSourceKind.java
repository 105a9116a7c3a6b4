package dev.bookreel.source.jdbc;

import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tables and queries of a database. Drivers for PostgreSQL, MariaDB and MySQL are there; others
 * come from jars in the project's folder {@code drivers}, or in the folder that the environment
 * variable {@code BOOKREEL_DRIVERS} names.
 */
public final class JdbcSourceKind implements SourceKind {
  /** Names a folder with drivers. */
  public static final String DRIVERS_VARIABLE = "BOOKREEL_DRIVERS";

  static final String URL = "url";
  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String TIMEOUT = "timeout";
  static final String QUERY_TIMEOUT = "query_timeout";
  static final String ZONE = "zone";
  static final String SELECT = "select";
  static final String WATERMARK = "watermark";
  static final String OVERLAP = "overlap";
  static final String CA_FILE = "ca_file";
  static final String NO_TLS = "insecure_no_tls";
  static final String ANY_CERTIFICATE = "insecure_any_certificate";

  private static final String PROJECTS_DRIVERS = "drivers";

  private final Map<String, String> environment;

  /**
   * @param environment may have {@link #DRIVERS_VARIABLE}
   */
  public JdbcSourceKind(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return "jdbc";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required(URL, "jdbc:postgresql://db.example.org/app"),
        Setting.text(USER, "bookreel"),
        Setting.secret(PASSWORD),
        Setting.duration(TIMEOUT, "30 s"),
        Setting.duration(QUERY_TIMEOUT, "10 min"),
        Setting.text(ZONE, "Europe/Berlin"),
        Setting.byTable(SELECT, "app.users: public.users"),
        Setting.byTableOfChanges(WATERMARK, "app.events: updated_at"),
        Setting.byTableOfChanges(OVERLAP, "app.events: 1 h"),
        Setting.text(CA_FILE, "certificates/database.pem"),
        Setting.flag(NO_TLS),
        Setting.flag(ANY_CERTIFICATE));
  }

  @Override
  public boolean understands(String location) {
    return location.startsWith("jdbc:");
  }

  @Override
  public Map<String, String> settingsOf(String location) {
    JdbcUrl url =
        JdbcUrl.parse(
            location,
            "Cannot fetch --from a database",
            "Leave it out, and set the environment variable BOOKREEL_FROM_PASSWORD");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(URL, url.text());
    url.user().ifPresent(user -> settings.put(USER, user));
    return settings;
  }

  private static JdbcUrl url(SourceDefinition definition) {
    return JdbcUrl.parse(
        definition.required(URL),
        "Cannot open the " + definition.title(),
        "Take it out of 'url' and write for example password: ${PASSWORD}");
  }

  @Override
  public void check(SourceDefinition definition, Path base) {
    JdbcUrl url = url(definition);
    Selections.of(definition);
    try (Drivers drivers = Drivers.in(driverFolders(definition, base), url)) {
      Database.find(definition, url, drivers, base);
    }
  }

  @Override
  public Source open(SourceDefinition definition, Path base) throws IOException {
    JdbcUrl url = url(definition);
    Selections selections = Selections.of(definition);
    Drivers drivers = Drivers.in(driverFolders(definition, base), url);
    boolean opened = false;
    try {
      Source source = new JdbcSource(Database.find(definition, url, drivers, base), selections);
      opened = true;
      return source;
    } finally {
      if (!opened) {
        drivers.close();
      }
    }
  }

  /**
   * Jars run with all rights of this process. So they are taken from where the project's own files
   * are, and never from whatever folder {@code --from} happens to be used in.
   */
  private List<Path> driverFolders(SourceDefinition definition, Path base) {
    List<Path> folders = new ArrayList<>();
    if (!definition.name().equals(SourceDefinition.FROM)) {
      folders.add(base.resolve(PROJECTS_DRIVERS));
    }
    Optional.ofNullable(environment.get(DRIVERS_VARIABLE))
        .filter(folder -> !folder.isBlank())
        .ifPresent(folder -> folders.add(Path.of(folder)));
    return folders;
  }
}
