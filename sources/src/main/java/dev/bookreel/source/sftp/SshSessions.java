package dev.bookreel.source.sftp;

import dev.bookreel.crypto.NativeCrypto;
import dev.bookreel.definition.Secret;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.remote.CrowdedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.jspecify.annotations.Nullable;

/** Logs in to an SSH server, once for all who read, and again when that session ended. */
final class SshSessions implements AutoCloseable {
  /** Firewalls forget connections that are silent for some minutes. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final int LOST_HEARTBEATS = 3;

  /** How much may be on its way at once: enough for 100 MB/s over 80 ms. */
  private static final long WINDOW_BYTES = 8 << 20;

  /** The first two are computed in C. */
  private static final List<BuiltinCiphers> CIPHERS =
      List.of(
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128ctr,
          BuiltinCiphers.aes192ctr,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.cc20p1305_openssh);

  private final SftpAccess access;
  private final HostKeys.Verifier verifier;
  private @Nullable SshClient client;
  private @Nullable ClientSession session;
  private boolean closed;

  SshSessions(SftpAccess access) {
    this.access = access;
    this.verifier = new HostKeys.Verifier(access.hostKeys());
  }

  /**
   * Opens a channel for one who reads.
   *
   * @throws CrowdedException if the server has no room for one more
   * @throws IOException if it cannot be reached
   * @throws LakeException if it refuses, or its host key is not the known one
   */
  SftpChannel open() throws IOException {
    ClientSession open = session();
    try {
      return new SftpChannel(open, SftpClientFactory.instance().createSftpClient(open));
    } catch (IOException e) {
      Throwable cause = deepest(e);
      if (cause instanceof SshChannelOpenException) {
        throw new CrowdedException(
            "%s opens no further channel: %s".formatted(access, cause.getMessage()), e);
      }
      doubt(open);
      throw new IOException(
          "%s opens no channel for files: %s".formatted(access, cause.getMessage()), e);
    }
  }

  /** A session on which something failed is not used for new channels: it may have stalled. */
  synchronized void doubt(ClientSession failed) {
    if (session == failed) {
      session = null;
    }
    if (!failed.isOpen()) {
      failed.close(true);
    }
  }

  private synchronized ClientSession session() throws IOException {
    if (closed) {
      throw new IOException("the source was closed");
    }
    if (session == null || !session.isOpen()) {
      if (client == null) {
        client = started();
      }
      session = connected(client);
    }
    return session;
  }

  private SshClient started() {
    SshClient built =
        ClientBuilder.builder()
            .serverKeyVerifier(verifier)
            .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
            .cipherFactories(ciphers())
            .signatureFactories(signatures(access.hostKeys().kinds()))
            .build(true);
    built.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    built.setUserAuthFactories(
        List.of(
            UserAuthPublicKeyFactory.INSTANCE,
            UserAuthPasswordFactory.INSTANCE,
            UserAuthKeyboardInteractiveFactory.INSTANCE));
    CoreModuleProperties.IO_CONNECT_TIMEOUT.set(built, access.timeout());
    CoreModuleProperties.AUTH_TIMEOUT.set(built, access.timeout());
    // Also how long an answer may take.
    CoreModuleProperties.IDLE_TIMEOUT.set(built, access.timeout());
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(built, HEARTBEAT);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(built, LOST_HEARTBEATS);
    CoreModuleProperties.WINDOW_SIZE.set(built, WINDOW_BYTES);
    CoreModuleProperties.NIO2_READ_BUFFER_SIZE.set(built, 128 * 1024);
    SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(built, access.timeout());
    AbstractSftpClient.SFTP_CLIENT_CMD_TIMEOUT.set(built, access.timeout());
    built.start();
    return built;
  }

  private static List<NamedFactory<Cipher>> ciphers() {
    List<NamedFactory<Cipher>> ciphers = new ArrayList<>();
    for (BuiltinCiphers cipher : CIPHERS) {
      Optional<Provider> provider =
          cipher.getTransformation().equals(NativeGcm.TRANSFORMATION)
              ? NativeCrypto.provider()
              : Optional.empty();
      ciphers.add(
          provider.<NamedFactory<Cipher>>map(it -> new NativeGcm(cipher, it)).orElse(cipher));
    }
    return ciphers;
  }

  /**
   * Known kinds of keys first, for a server has several keys and shows the one that is asked for.
   * Certificates are left out: a server that has one would show it instead of the known key.
   */
  private static List<NamedFactory<Signature>> signatures(Set<String> kinds) {
    List<NamedFactory<Signature>> signatures = new ArrayList<>();
    for (BuiltinSignatures signature : ClientBuilder.DEFAULT_SIGNATURE_PREFERENCE) {
      if (signature.isSupported() && !signature.getName().contains("-cert-")) {
        signatures.add(signature);
      }
    }
    signatures.sort(Comparator.comparing(it -> !kinds.contains(kind(it.getName()))));
    return signatures;
  }

  private static String kind(String signature) {
    return signature.startsWith("rsa-sha2-") ? "ssh-rsa" : signature;
  }

  private ClientSession connected(SshClient started) throws IOException {
    ClientSession connected = null;
    boolean done = false;
    try {
      connected =
          started
              .connect(access.user(), access.place().host(), access.place().port(SftpAccess.PORT))
              .verify(access.timeout())
              .getSession();
      identify(connected);
      connected.auth().verify(access.timeout());
      done = true;
      return connected;
    } catch (SshException e) {
      throw failure(e);
    } finally {
      if (!done && connected != null) {
        connected.close(true);
      }
    }
  }

  private IOException failure(SshException e) {
    verifier
        .refusal()
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    String message = String.valueOf(e.getMessage());
    if (e.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
        || message.contains("authentication")) {
      throw new LakeException(
          "%s refuses the login of '%s': %s. Correct 'user', and 'password' or 'key_file', of the source"
              .formatted(access, access.user(), message),
          e);
    }
    if (e.getCause() instanceof UnresolvedAddressException) {
      return new IOException("the host '%s' is unknown".formatted(access.place().host()), e);
    }
    return new IOException("%s does not answer: %s".formatted(access, deepest(e).getMessage()), e);
  }

  /** MINA SSHD wraps what happened several times. */
  private static Throwable deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private void identify(ClientSession connected) {
    for (Path file : access.keyFiles()) {
      for (KeyPair pair : keys(connected, file)) {
        connected.addPublicKeyIdentity(pair);
      }
    }
    access.password().map(Secret::reveal).ifPresent(connected::addPasswordIdentity);
  }

  private Iterable<KeyPair> keys(ClientSession connected, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(
              connected,
              NamedResource.ofName(file.toString()),
              in,
              access
                  .passphrase()
                  .map(secret -> FilePasswordProvider.of(secret.reveal()))
                  .orElse(FilePasswordProvider.EMPTY));
      if (pairs != null) {
        return pairs;
      }
      throw noKey(file, "it holds none", null);
    } catch (IOException e) {
      throw noKey(file, IoReason.of(e), e);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw e instanceof LakeException refused
          ? refused
          : noKey(file, String.valueOf(e.getMessage()), e);
    }
  }

  private LakeException noKey(Path file, String why, @Nullable Exception cause) {
    return new LakeException(
        "Cannot read a private key from %s: %s. Name a key with 'key_file', and give its passphrase, if it has one, with 'key_passphrase'"
            .formatted(file, why),
        cause);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (session != null) {
      session.close(true);
    }
    if (client != null) {
      client.close(true);
      client.stop();
    }
  }
}
