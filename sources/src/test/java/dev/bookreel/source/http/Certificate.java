package dev.bookreel.source.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's certificate that vouches for itself, made by Java's own tool.
 *
 * @param pem the certificate alone
 */
record Certificate(SSLContext context, Path pem) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /**
   * @param name whom it is for, such as {@code ip:127.0.0.1}
   */
  static Certificate of(String name, Path folder) throws Exception {
    Path store = Files.createTempFile(folder, "server", ".p12");
    Files.delete(store);
    Path pem = Path.of(store + ".pem");
    keytool(
        store, "-genkeypair", List.of("-keyalg", "EC", "-dname", "CN=test", "-ext", "san=" + name));
    keytool(store, "-exportcert", List.of("-rfc", "-file", pem.toString()));
    return new Certificate(context(store), pem);
  }

  private static void keytool(Path store, String command, List<String> more) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-J-XX:TieredStopAtLevel=1", command, "-alias", "server"));
    words.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
    words.addAll(more);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  private static SSLContext context(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
