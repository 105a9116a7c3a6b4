package dev.bookreel.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.jdbc.JdbcLake.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings of a database say, without a database. */
class JdbcSettingsTest {
  private final JdbcSourceKind kind = new JdbcSourceKind(Map.of());

  private @TempDir Path project;

  private void open(SourceDefinition definition) throws Exception {
    kind.open(definition, project).close();
  }

  @Test
  void aLocationHasTheUserBeforeTheHost() {
    assertThat(kind.understands("jdbc:postgresql://ada@db.example.org:5433/app")).isTrue();
    assertThat(kind.understands("ftp://db.example.org/app")).isFalse();
    assertThat(kind.settingsOf("jdbc:postgresql://ada@db.example.org:5433/app"))
        .containsOnly(
            Map.entry("url", "jdbc:postgresql://db.example.org:5433/app"),
            Map.entry("user", "ada"));
    assertThat(kind.settingsOf("jdbc:mariadb://db/app?user=ada&useCompression=true"))
        .containsOnly(
            Map.entry("url", "jdbc:mariadb://db/app?useCompression=true"),
            Map.entry("user", "ada"));
    assertThat(kind.settingsOf("jdbc:postgresql://db/app"))
        .containsOnly(Map.entry("url", "jdbc:postgresql://db/app"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://ada:hush@db/app",
        "jdbc:postgresql://db/app?user=ada&password=hush",
        "jdbc:mariadb://db/app?PASSWORD=hush",
        "jdbc:sqlserver://db;user=ada;password=hush",
        "jdbc:postgresql://db/app?sslpassword=hush",
        "jdbc:oracle:thin:ada/hush@db:1521/app"
      })
  void aPasswordInALocationIsRefusedAndNotRepeated(String location) {
    assertThatThrownBy(() -> kind.settingsOf(location))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot fetch --from a database: its URL holds a password. Leave it out, and set the environment variable BOOKREEL_FROM_PASSWORD");
    assertThatThrownBy(() -> open(new Settings().with("url", location).definition()))
        .hasMessage(
            "Cannot open the jdbc source 'app': its URL holds a password. Take it out of 'url' and write for example password: ${PASSWORD}");
  }

  @Test
  void whatIsNoUrlIsRefused() {
    assertThatThrownBy(() -> open(new Settings().with("url", "postgresql://db/app").definition()))
        .hasMessage(
            "Cannot open the jdbc source 'app': 'postgresql://db/app' is no JDBC URL. Write for example jdbc:postgresql://db.example.org:5432/app");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://localhost/app, true",
    "jdbc:postgresql://127.0.0.1:5433/app, true",
    "jdbc:postgresql://[::1]/app, true",
    "jdbc:postgresql:///app, true",
    "jdbc:postgresql://localhost.example.org/app, false",
    "jdbc:postgresql://127.0.0.1.example.org/app, false",
    "'jdbc:postgresql://localhost,db.example.org/app', false",
    "jdbc:postgresql://db/app?x=//localhost/, false",
    "jdbc:postgresql:app, false"
  })
  void onlyThisMachineNeedsNoTls(String url, boolean loopback) {
    assertThat(JdbcUrl.parse(url, "", "").isLoopback()).isEqualTo(loopback);
    assertThat(Trust.of(new Settings().definition(), JdbcUrl.parse(url, "", ""), project).level())
        .isEqualTo(loopback ? Trust.Level.LOOPBACK : Trust.Level.VERIFIED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sslmode=disable", "sslMode=trust", "sslfactory=x", "useSsl=false"})
  void tlsIsNotSwitchedOffByParametersOfDrivers(String parameter) {
    assertThatThrownBy(
            () ->
                open(
                    new Settings()
                        .with("url", "jdbc:postgresql://db/app?" + parameter)
                        .definition()))
        .hasMessageStartingWith(
            "'url' has the parameter '%s'. Remove it: "
                .formatted(parameter.replaceFirst("=.*", "").toLowerCase(java.util.Locale.ROOT)));
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(
            () ->
                open(
                    new Settings()
                        .with("url", "jdbc:postgresql://db/app")
                        .with("insecure_no_tls", "true")
                        .with("insecure_any_certificate", "true")
                        .definition()))
        .hasMessageContaining("a source has one at most");
  }

  @Test
  void anOverlapNeedsAWatermarkAndAMeaning() {
    Settings settings =
        new Settings()
            .with("url", "jdbc:postgresql://db/app")
            .with("overlap", "app.events", "soon");

    assertThatThrownBy(() -> open(settings.definition()))
        .hasMessage(
            "The overlap 'soon' of app.events is no length of time and no number. Write for example 1 h, or 1000 for a watermark that is a number");
    assertThatThrownBy(() -> open(settings.with("overlap", "app.events", "1 h").definition()))
        .hasMessage(
            "'overlap' names app.events, which has no 'watermark'. Add it to 'watermark', or remove it from 'overlap'");
  }

  @Test
  void aZoneExists() {
    assertThatThrownBy(
            () ->
                open(
                    new Settings()
                        .with("url", "jdbc:postgresql://db/app")
                        .with("zone", "Europe/Berln")
                        .definition()))
        .hasMessage(
            "There is no zone 'Europe/Berln'. Write a region such as zone: Europe/Berlin, or zone: UTC");
  }

  @Test
  void aPathIsNoTable() {
    TableDefinition table =
        JdbcLake.csv("app.users", "internal/users.csv", Contains.EVERYTHING, "id:int");

    assertThatThrownBy(() -> Selected.delivery(table))
        .hasMessage(
            "'internal/users.csv' names no table of a database. Write for example delivery: public.users in the table's definition, or name the table with the source's 'select'");
  }

  @Test
  void whatIsDeclaredShowsNoSecret() {
    assertThat(Settings.reader("jdbc:postgresql://db/app").definition().toString())
        .doesNotContain(DatabaseServer.READERS_PASSWORD);
  }
}
