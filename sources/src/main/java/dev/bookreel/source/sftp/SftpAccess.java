package dev.bookreel.source.sftp;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.remote.RemotePlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to get into an SSH server.
 *
 * @param keyFiles private keys, tried in this order
 * @param timeout for each step: connecting, logging in, an answer
 */
record SftpAccess(
    RemotePlace place,
    String user,
    Optional<Secret> password,
    List<Path> keyFiles,
    Optional<Secret> passphrase,
    HostKeys hostKeys,
    Duration timeout) {
  static final int PORT = 22;

  private static final Logger LOG = LoggerFactory.getLogger(SftpAccess.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  SftpAccess {
    keyFiles = List.copyOf(keyFiles);
  }

  /**
   * @param base what the path of a file is relative to
   * @throws LakeException if the settings do not suffice or contradict each other
   */
  static SftpAccess of(SourceDefinition definition, Path base) {
    RemotePlace place = RemotePlace.of(definition, "sftp");
    String user =
        place
            .user()
            .orElseThrow(
                () ->
                    new LakeException(
                        "%s names no user. Write sftp://user@host/path"
                            .formatted(place.location(""))));
    Path ssh = Path.of(System.getProperty("user.home"), ".ssh");
    Optional<Secret> password = definition.secret("password");
    return new SftpAccess(
        place,
        user,
        password,
        keyFiles(definition, base, ssh, place),
        definition.secret("key_passphrase"),
        hostKeys(definition, base, ssh, place),
        definition.duration("timeout").orElse(TIMEOUT));
  }

  /** Those of the user who runs this, as {@code ssh} takes them, if nothing else is given. */
  private static List<Path> keyFiles(
      SourceDefinition definition, Path base, Path ssh, RemotePlace place) {
    Optional<Path> given = definition.text("key_file").map(file -> inHome(base, file));
    if (given.isPresent() || definition.secret("password").isPresent()) {
      return given.stream().toList();
    }
    List<Path> usual =
        Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
            .map(ssh::resolve)
            .filter(Files::exists)
            .toList();
    if (usual.isEmpty()) {
      throw new LakeException(
          "%s needs a password or a key. Give 'password' or 'key_file' of the source; with --from, set BOOKREEL_FROM_PASSWORD in the environment or put a key in %s"
              .formatted(place.location(""), ssh));
    }
    return usual;
  }

  private static HostKeys hostKeys(
      SourceDefinition definition, Path base, Path ssh, RemotePlace place) {
    Optional<String> known = definition.text("known_hosts");
    Optional<String> key = definition.text("host_key");
    boolean any = definition.flag("insecure_any_host_key");
    if (Stream.of(known.isPresent(), key.isPresent(), any).filter(it -> it).count() > 1) {
      throw new LakeException(
          "'known_hosts', 'host_key' and 'insecure_any_host_key' exclude each other. Leave one of them");
    }
    if (any) {
      LOG.warn(
          "{}: the server's host key is not checked, so that anybody in between can read the password and change files: insecure_any_host_key is set. Give the key with host_key or known_hosts instead",
          place.location(""));
      return HostKeys.any();
    }
    return key.map(text -> HostKeys.given(text, place))
        .orElseGet(
            () ->
                HostKeys.known(
                    known.map(file -> inHome(base, file)).orElse(ssh.resolve("known_hosts")),
                    place));
  }

  private static Path inHome(Path base, String file) {
    return file.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), file.substring(2))
        : base.resolve(file);
  }

  /** Leaves out the secrets. */
  @Override
  public String toString() {
    return place.location("");
  }
}
