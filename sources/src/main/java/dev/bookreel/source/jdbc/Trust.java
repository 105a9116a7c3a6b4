package dev.bookreel.source.jdbc;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a connection is kept from others' eyes, and how the database shows that it is the one.
 *
 * @param certificate a file with the certificate that signs the database's, or with that itself;
 *     empty means those that Java trusts
 */
record Trust(Level level, Optional<Path> certificate) {
  private static final Logger LOG = LoggerFactory.getLogger(Trust.class);

  /** Parameters of drivers that say how TLS is done; by lower-case names. */
  private static final Set<String> DRIVERS_OWN =
      Set.of(
          "ssl",
          "sslmode",
          "sslfactory",
          "sslhostnameverifier",
          "sslrootcert",
          "usessl",
          "serversslcert",
          "trustservercertificate",
          "disablesslhostnameverification");

  /** What of TLS is asked for. */
  enum Level {
    /** Encrypted, and the certificate verified with its host name. */
    VERIFIED,
    /** Encrypted. */
    ANY_CERTIFICATE,
    /** Not needed on one machine; used if the database offers it. */
    LOOPBACK,
    NONE
  }

  /**
   * Warns if something is switched off.
   *
   * @throws LakeException if the settings contradict each other, or the URL says the same otherwise
   */
  static Trust of(SourceDefinition definition, JdbcUrl url, Path base) {
    boolean none = definition.flag(JdbcSourceKind.NO_TLS);
    boolean any = definition.flag(JdbcSourceKind.ANY_CERTIFICATE);
    Optional<Path> certificate = definition.text(JdbcSourceKind.CA_FILE).map(base::resolve);
    if ((none ? 1 : 0) + (any ? 1 : 0) + (certificate.isPresent() ? 1 : 0) > 1) {
      throw new LakeException(
          "Of 'ca_file', 'insecure_any_certificate' and 'insecure_no_tls' a source has one at most. Remove the others");
    }
    refuseDriversOwn(url.parameters());
    certificate.ifPresent(Trust::requireReadable);
    if (none) {
      LOG.warn(
          "{}: insecure_no_tls is on. Passwords and rows can be read and changed on the way",
          definition.title());
      return new Trust(Level.NONE, Optional.empty());
    }
    if (any) {
      LOG.warn(
          "{}: insecure_any_certificate is on. Whoever sits between can pose as the database",
          definition.title());
      return new Trust(Level.ANY_CERTIFICATE, Optional.empty());
    }
    return new Trust(
        certificate.isEmpty() && url.isLoopback() ? Level.LOOPBACK : Level.VERIFIED, certificate);
  }

  /** One way to say it: else a parameter that nobody looks at would quietly switch it off. */
  private static void refuseDriversOwn(Map<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (DRIVERS_OWN.contains(name)) {
        throw new LakeException(
            "'url' has the parameter '%s'. Remove it: connections to other machines are encrypted and verified, with the source's 'ca_file' if it is not one that Java trusts; insecure_any_certificate: true and insecure_no_tls: true switch that off"
                .formatted(name));
      }
    }
  }

  private static void requireReadable(Path certificate) {
    if (!Files.isReadable(certificate)) {
      throw new LakeException(
          "The certificate %s cannot be read. Name a file in PEM form with 'ca_file'"
              .formatted(certificate));
    }
  }
}
