package dev.bookreel.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's key for this machine's loopback, made for one run.
 *
 * @param store with the key, for servers
 * @param certificate in PEM form, for clients
 * @param trusted with the certificate only, for clients in Java
 */
record Keys(Path store, Path certificate, Path trusted) {
  static final String PASSWORD = "bench-password";

  static Keys make(Path folder) throws IOException, InterruptedException {
    Keys keys =
        new Keys(
            folder.resolve("keys.p12"),
            folder.resolve("certificate.pem"),
            folder.resolve("trusted.p12"));
    keytool(
        folder,
        List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=127.0.0.1"),
        List.of("-ext", "SAN=ip:127.0.0.1,dns:localhost", "-ext", "BC=ca:true"),
        keys.store());
    keytool(
        folder,
        List.of("-exportcert", "-rfc"),
        List.of("-file", keys.certificate().toString()),
        keys.store());
    keytool(
        folder,
        List.of("-importcert", "-noprompt"),
        List.of("-file", keys.certificate().toString()),
        keys.trusted());
    return keys;
  }

  private static void keytool(Path folder, List<String> action, List<String> more, Path store)
      throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(action);
    command.addAll(more);
    command.addAll(List.of("-alias", "it", "-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    TimedCommand.run(command, Map.of(), folder, folder);
  }

  SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
