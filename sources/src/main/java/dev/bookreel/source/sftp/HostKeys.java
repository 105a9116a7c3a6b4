package dev.bookreel.source.sftp;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.remote.RemotePlace;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.jspecify.annotations.Nullable;

/** Which host keys a server may show. */
interface HostKeys {

  /**
   * What is wrong with a key that the server shows, and what to do; empty if it is right.
   *
   * @throws LakeException if there is nothing to compare it with
   */
  Optional<String> complaint(PublicKey shown);

  /** The kinds of keys that are known, such as {@code ssh-ed25519}: to be asked for first. */
  Set<String> kinds();

  /** Whatever is shown. */
  static HostKeys any() {
    return new HostKeys() {
      @Override
      public Optional<String> complaint(PublicKey shown) {
        return Optional.empty();
      }

      @Override
      public Set<String> kinds() {
        return Set.of();
      }
    };
  }

  /**
   * One key.
   *
   * @param text its fingerprint, or the key as in {@code known_hosts} without the host's name
   */
  static HostKeys given(String text, RemotePlace place) {
    return new GivenHostKey(text.strip(), place);
  }

  /**
   * Those of a file in the form of OpenSSH's {@code known_hosts}, also with hashed names.
   *
   * @param file need not exist
   */
  static HostKeys known(Path file, RemotePlace place) {
    return new KnownHosts(file, place);
  }

  /** As {@code ssh-keygen -l} shows it. */
  static String fingerprint(PublicKey key) {
    return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
  }

  /** For messages: kind and fingerprint. */
  static String shown(PublicKey key) {
    return KeyUtils.getKeyType(key) + " " + fingerprint(key);
  }

  /** Keeps what was wrong, for MINA SSHD itself only tells that something was. */
  final class Verifier implements ServerKeyVerifier {
    private final HostKeys keys;
    private volatile @Nullable LakeException refusal;

    Verifier(HostKeys keys) {
      this.keys = keys;
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey shown) {
      try {
        Optional<String> complaint = keys.complaint(shown);
        refusal = complaint.map(LakeException::new).orElse(null);
        return complaint.isEmpty();
      } catch (LakeException e) {
        refusal = e;
        return false;
      }
    }

    Optional<LakeException> refusal() {
      return Optional.ofNullable(refusal);
    }
  }

  /** A key, or a fingerprint. */
  final class GivenHostKey implements HostKeys {
    private final String text;
    private final RemotePlace place;
    private final Optional<PublicKey> key;

    private GivenHostKey(String text, RemotePlace place) {
      this.text = text;
      this.place = place;
      this.key = text.startsWith("SHA256:") ? Optional.empty() : Optional.of(parsed(text));
    }

    private static PublicKey parsed(String text) {
      try {
        PublicKey key =
            PublicKeyEntry.parsePublicKeyEntry(text)
                .resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
        if (key != null) {
          return key;
        }
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        throw notAKey(text, e);
      }
      throw notAKey(text, null);
    }

    private static LakeException notAKey(String text, @Nullable Exception cause) {
      return new LakeException(
          "host_key '%s' is neither a fingerprint nor a key. Write it like SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDUPWgcEwXT5YKKhV8, or like ssh-ed25519 AAAAC3..."
              .formatted(text),
          cause);
    }

    @Override
    public Optional<String> complaint(PublicKey shown) {
      boolean same =
          key.map(known -> KeyUtils.compareKeys(known, shown))
              .orElseGet(() -> fingerprint(shown).equals(text.replaceAll("=+$", "")));
      return same
          ? Optional.empty()
          : Optional.of(
              "%s shows another host key than host_key says: %s instead of %s. Nothing was sent to it: somebody else may be answering. Ask who runs it, and correct host_key only if they confirm the new one"
                  .formatted(
                      place.location(""), shown(shown), key.map(HostKeys::shown).orElse(text)));
    }

    @Override
    public Set<String> kinds() {
      return key.map(KeyUtils::getKeyType).map(Set::of).orElse(Set.of("ssh-ed25519"));
    }
  }

  /** A file of keys. */
  final class KnownHosts implements HostKeys {
    private static final String REVOKED = "revoked";

    private final Path file;
    private final RemotePlace place;

    private KnownHosts(Path file, RemotePlace place) {
      this.file = file;
      this.place = place;
    }

    /** The file's lines about this host. */
    private List<KnownHostEntry> entries() {
      try {
        List<KnownHostEntry> entries = new ArrayList<>();
        for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(file)) {
          if (entry.isHostMatch(place.host(), place.port(SftpAccess.PORT))) {
            entries.add(entry);
          }
        }
        return entries;
      } catch (NoSuchFileException none) {
        return List.of();
      } catch (IOException e) {
        throw new LakeException(
            "Cannot read the known host keys in %s: %s. Make the file readable, or name another with 'known_hosts'"
                .formatted(file, IoReason.of(e)),
            e);
      }
    }

    @Override
    public Set<String> kinds() {
      Set<String> kinds = new TreeSet<>();
      for (KnownHostEntry entry : entries()) {
        if (entry.getMarker() == null) {
          kinds.add(entry.getKeyEntry().getKeyType());
        }
      }
      return kinds;
    }

    @Override
    public Optional<String> complaint(PublicKey shown) {
      List<String> others = new ArrayList<>();
      boolean known = false;
      for (KnownHostEntry entry : entries()) {
        Optional<PublicKey> key = key(entry);
        boolean same = key.isPresent() && KeyUtils.compareKeys(key.get(), shown);
        if (same && REVOKED.equals(entry.getMarker())) {
          return Optional.of(revoked(shown));
        }
        known |= same && entry.getMarker() == null;
        if (entry.getMarker() == null) {
          others.add(key.map(HostKeys::shown).orElse(entry.getKeyEntry().getKeyType()));
        }
      }
      if (known) {
        return Optional.empty();
      }
      return Optional.of(others.isEmpty() ? unknown(shown) : changed(shown, others));
    }

    private static Optional<PublicKey> key(KnownHostEntry entry) {
      try {
        return Optional.ofNullable(
            entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING));
      } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
        return Optional.empty();
      }
    }

    private String revoked(PublicKey shown) {
      return "%s shows a host key that %s calls revoked: %s. Nothing was sent to it. Ask who runs it"
          .formatted(place.location(""), file, shown(shown));
    }

    private String unknown(PublicKey shown) {
      return "%s shows a host key that %s: %s. Nothing was sent to it. Compare the fingerprint with what its owner says, then add this line to %s: %s %s"
          .formatted(
              place.location(""),
              Files.exists(file)
                  ? file + " does not have"
                  : "nobody vouches for, as there is no " + file,
              shown(shown),
              file,
              name(),
              PublicKeyEntry.toString(shown));
    }

    private String changed(PublicKey shown, List<String> others) {
      return "THE HOST KEY OF %s HAS CHANGED: it shows %s, but %s has %s. Nothing was sent to it: somebody else may be answering. Only if its owner confirms the new fingerprint, remove the old key with: ssh-keygen -R '%s' -f '%s'"
          .formatted(
              place.location(""), shown(shown), file, String.join(", ", others), name(), file);
    }

    /** As the file names hosts. */
    private String name() {
      int port = place.port(SftpAccess.PORT);
      return port == SftpAccess.PORT ? place.host() : "[%s]:%d".formatted(place.host(), port);
    }
  }
}
