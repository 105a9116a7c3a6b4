package dev.bookreel.source.ftp;

import dev.bookreel.error.LakeException;
import java.util.Locale;

/** Whether and how an FTP connection is encrypted. */
enum FtpTls {
  /** Not at all: passwords and files can be read on the way. */
  NONE("ftp", 21),
  /** After the command {@code AUTH TLS}, before the login. */
  EXPLICIT("ftpes", 21),
  /** From the first byte. */
  IMPLICIT("ftps", 990);

  private final String scheme;
  private final int port;

  FtpTls(String scheme, int port) {
    this.scheme = scheme;
    this.port = port;
  }

  /**
   * @throws LakeException if the text names none
   */
  static FtpTls of(String text) {
    for (FtpTls tls : values()) {
      if (tls.toString().equals(text)) {
        return tls;
      }
    }
    throw new LakeException(
        "tls '%s' is unknown. Write 'tls: none', 'tls: explicit' (AUTH TLS, usually port 21) or 'tls: implicit' (usually port 990)"
            .formatted(text));
  }

  String scheme() {
    return scheme;
  }

  int port() {
    return port;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
