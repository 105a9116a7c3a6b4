package dev.bookreel.source.ftp;

import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import dev.bookreel.source.TreeSource;
import dev.bookreel.source.remote.RemotePlace;
import dev.bookreel.source.remote.RemoteUri;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files on an FTP server, in passive mode. {@code ftps://} stands for TLS from the first byte,
 * {@code ftpes://} for TLS by the command {@code AUTH}.
 */
public final class FtpSourceKind implements SourceKind {

  @Override
  public String name() {
    return "ftp";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required("host", "ftp.vendor.example"),
        Setting.number("port", "21"),
        Setting.text("path", "dumps/{date}"),
        Setting.text("user", "bookreel"),
        Setting.secret("password"),
        Setting.text("tls", "explicit"),
        Setting.text("ca_file", "vendor-ca.pem"),
        Setting.flag("insecure_any_certificate"),
        Setting.text("encoding", "UTF-8"),
        Setting.duration("timeout", "30s"));
  }

  @Override
  public boolean understands(String location) {
    return location.startsWith("ftp://")
        || location.startsWith("ftps://")
        || location.startsWith("ftpes://");
  }

  @Override
  public Map<String, String> settingsOf(String location) {
    Map<String, String> settings = new TreeMap<>(RemoteUri.settings(location));
    for (FtpTls tls : FtpTls.values()) {
      if (location.startsWith(tls.scheme() + "://")) {
        settings.put("tls", tls.toString());
      }
    }
    return settings;
  }

  @Override
  public void check(SourceDefinition definition, Path base) {
    FtpAccess.of(definition, base);
  }

  @Override
  public Source open(SourceDefinition definition, Path base) throws IOException {
    FtpTree tree = new FtpTree(FtpAccess.of(definition, base));
    try {
      tree.connect();
    } catch (IOException | RuntimeException e) {
      tree.close();
      throw e;
    }
    return new TreeSource(tree, RemotePlace.prefix(definition), definition);
  }
}
