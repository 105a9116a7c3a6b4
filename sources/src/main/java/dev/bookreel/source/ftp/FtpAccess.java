package dev.bookreel.source.ftp;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.remote.RemotePlace;
import dev.bookreel.tls.TlsTrust;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to get into an FTP server.
 *
 * @param password for {@code user}; without a user the login is anonymous
 * @param encoding of names, if not what the server says
 * @param timeout for each step: connecting, an answer, the next bytes of a file
 */
record FtpAccess(
    RemotePlace place,
    FtpTls tls,
    TlsTrust trust,
    String user,
    String password,
    Optional<Charset> encoding,
    Duration timeout) {
  private static final Logger LOG = LoggerFactory.getLogger(FtpAccess.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String ANONYMOUS = "anonymous";

  /**
   * @param base what the path of a file is relative to
   * @throws LakeException if the settings contradict each other
   */
  static FtpAccess of(SourceDefinition definition, Path base) {
    FtpTls tls = FtpTls.of(definition.text("tls").orElse(FtpTls.NONE.toString()));
    RemotePlace place = RemotePlace.of(definition, tls.scheme());
    return new FtpAccess(
        place,
        tls,
        trust(definition, base, tls, place),
        word("user", place.user().orElse(ANONYMOUS)),
        word("password", definition.secret("password").map(it -> it.reveal()).orElse("anonymous@")),
        definition.text("encoding").map(FtpAccess::charset),
        definition.duration("timeout").orElse(TIMEOUT));
  }

  private static TlsTrust trust(
      SourceDefinition definition, Path base, FtpTls tls, RemotePlace place) {
    Optional<Path> authorities = definition.text("ca_file").map(base::resolve);
    boolean anybody = definition.flag("insecure_any_certificate");
    if (tls == FtpTls.NONE && (anybody || authorities.isPresent())) {
      throw new LakeException(
          "'%s' is of no use without TLS. Add 'tls: explicit' or 'tls: implicit', or remove it"
              .formatted(anybody ? "insecure_any_certificate" : "ca_file"));
    }
    if (anybody) {
      LOG.warn(
          "{}: the server's certificate is not checked, so that anybody in between can read the password and change files: insecure_any_certificate is set. Give its authority with ca_file instead",
          place.location(""));
      return TlsTrust.ofAnybody();
    }
    return authorities.map(TlsTrust::ofFile).orElseGet(TlsTrust::ofJava);
  }

  /** A line break would begin another command. */
  private static String word(String setting, String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new LakeException(
          "The %s holds a line break or another control character. Correct it".formatted(setting));
    }
    return value;
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new LakeException(
          "encoding '%s' is unknown. Write for example UTF-8 or windows-1252".formatted(name), e);
    }
  }

  /** Leaves out the password. */
  @Override
  public String toString() {
    return place.location("");
  }
}
