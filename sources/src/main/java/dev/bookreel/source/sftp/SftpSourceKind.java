package dev.bookreel.source.sftp;

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

/** Files on an SSH server, by its subsystem for files. */
public final class SftpSourceKind implements SourceKind {

  @Override
  public String name() {
    return "sftp";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required("host", "sftp.vendor.example"),
        Setting.number("port", "22"),
        Setting.text("path", "dumps/{date}"),
        Setting.required("user", "bookreel"),
        Setting.secret("password"),
        Setting.text("key_file", "id_ed25519"),
        Setting.secret("key_passphrase"),
        Setting.text("known_hosts", "known_hosts"),
        Setting.text("host_key", "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDUPWgcEwXT5YKKhV8"),
        Setting.flag("insecure_any_host_key"),
        Setting.duration("timeout", "30s"));
  }

  @Override
  public boolean understands(String location) {
    return location.startsWith("sftp://");
  }

  @Override
  public Map<String, String> settingsOf(String location) {
    return RemoteUri.settings(location);
  }

  @Override
  public void check(SourceDefinition definition, Path base) {
    SftpAccess.of(definition, base);
  }

  @Override
  public Source open(SourceDefinition definition, Path base) throws IOException {
    SftpTree tree = new SftpTree(SftpAccess.of(definition, base));
    try {
      tree.connect();
    } catch (IOException | RuntimeException e) {
      tree.close();
      throw e;
    }
    return new TreeSource(tree, RemotePlace.prefix(definition), definition);
  }
}
