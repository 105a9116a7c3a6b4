package dev.bookreel.source.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.source.ftp.FtpSourceKind;
import dev.bookreel.source.sftp.SftpSourceKind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUriTest {

  @Test
  void aLocationStandsForSettings() {
    assertThat(RemoteUri.settings("ftp://me@ftp.example:2121/dumps/{date}/*.json"))
        .isEqualTo(
            Map.of(
                "host", "ftp.example",
                "port", "2121",
                "user", "me",
                "path", "dumps/{date}/*.json"));
    assertThat(RemoteUri.settings("sftp://my%40company@[2001:db8::1]//from/the%20root+1"))
        .isEqualTo(Map.of("host", "2001:db8::1", "user", "my@company", "path", "/from/the root+1"));
    assertThat(RemoteUri.settings("ftp://host_with_underscore"))
        .isEqualTo(Map.of("host", "host_with_underscore"));
  }

  @Test
  void eachSchemeHasItsKindAndEncryption() {
    FtpSourceKind ftp = new FtpSourceKind();
    assertThat(ftp.settingsOf("ftp://h")).containsEntry("tls", "none");
    assertThat(ftp.settingsOf("ftpes://h")).containsEntry("tls", "explicit");
    assertThat(ftp.settingsOf("ftps://h")).containsEntry("tls", "implicit");
    assertThat(ftp.understands("sftp://h")).isFalse();
    assertThat(new SftpSourceKind().understands("sftp://h")).isTrue();
    assertThat(new SftpSourceKind().understands("ftp://h")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://me:geheim@ftp.example/dumps",
        "sftp://me:geheim@host:22/",
        "ftp://me:gehe@im@host/x",
        "ftps://:geheim@host"
      })
  void aPasswordInALocationIsRefusedAndNotRepeated(String location) {
    assertThatThrownBy(() -> RemoteUri.settings(location))
        .isInstanceOf(WrongUsageException.class)
        .hasMessageEndingWith(
            " holds a password, which others on this machine could see. Leave it out, and set BOOKREEL_FROM_PASSWORD in the environment")
        .hasMessageNotContaining("gehe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://", "ftp:///dumps", "ftp://host:port/", "ftp://[::1/", "ftp://h:/x"})
  void anotherFormIsRefused(String location) {
    assertThatThrownBy(() -> RemoteUri.settings(location))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "--from %s: it is not of the form ftp://user@host:port/path. Write it so; user, port and path may be left out",
            location);
  }

  @Test
  void aBrokenEscapeIsRefused() {
    assertThatThrownBy(() -> RemoteUri.settings("ftp://host/50%"))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "--from: '50%' has a '%' without two hexadecimal digits behind it. Write %25 for it");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp,host,0,,false,a/b.json,ftp://host/a/b.json",
    "sftp,host,2222,me,true,a.json,sftp://me@host:2222//a.json",
    "ftp,::1,0,a@b:c,false,ü b%#?.json,ftp://a%40b%3Ac@[::1]/ü%20b%25%23%3F.json",
    "ftp,host,21,,false,'',ftp://host:21/"
  })
  void aLocationIsAUriThatStandsForThePlaceAgain(
      String scheme,
      String host,
      int port,
      String user,
      boolean fromRoot,
      String path,
      String location) {
    RemotePlace place = new RemotePlace(scheme, host, port, Optional.ofNullable(user), fromRoot);

    assertThat(place.location(path)).isEqualTo(location);

    SourceDefinition again = SourceDefinition.of("x", scheme, RemoteUri.settings(location));
    assertThat(RemotePlace.of(again, scheme)).isEqualTo(place);
    assertThat(RemotePlace.prefix(again)).isEqualTo(path);
  }

  @Test
  void whatIsNoHostOrPortIsRefused() {
    assertThatThrownBy(() -> new RemotePlace("ftp", "a b", 0, Optional.empty(), false))
        .isInstanceOf(LakeException.class)
        .hasMessage("'a b' is no name of a host. Write 'host' like ftp.example.org");
    assertThatThrownBy(() -> new RemotePlace("ftp", "joe:hunter2@host", 0, Optional.empty(), false))
        .hasMessage("'...@host' is no name of a host. Write 'host' like ftp.example.org");
    assertThatThrownBy(() -> new RemotePlace("ftp", "a", 65536, Optional.empty(), false))
        .isInstanceOf(LakeException.class)
        .hasMessage("65536 is no port. Write 'port' as a number up to 65535");
  }
}
