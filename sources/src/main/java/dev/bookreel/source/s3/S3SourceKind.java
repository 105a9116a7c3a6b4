package dev.bookreel.source.s3;

import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import dev.bookreel.source.TreeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Objects in a bucket of S3, or of what speaks its protocol. What a source does not say is taken
 * from where Amazon's own tools look: variables, profiles, the machine's role.
 */
public final class S3SourceKind implements SourceKind {
  static final String BUCKET = "bucket";
  static final String PATH = "path";
  static final String REGION = "region";
  static final String ENDPOINT = "endpoint";
  static final String PATH_STYLE = "path_style";
  static final String ACCESS_KEY = "access_key";
  static final String SECRET_KEY = "secret_key";
  static final String SESSION_TOKEN = "session_token";
  static final String TIMEOUT = "timeout";

  private static final String SCHEME = "s3://";

  private final Map<String, String> environment;

  /**
   * @param environment may have what a source does not say, such as {@code AWS_ENDPOINT_URL}
   */
  public S3SourceKind(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required(BUCKET, "vendor-dumps"),
        Setting.text(PATH, "dumps"),
        Setting.text(REGION, "eu-central-1"),
        Setting.text(ENDPOINT, "https://storage.example"),
        Setting.flag(PATH_STYLE),
        Setting.secret(ACCESS_KEY),
        Setting.secret(SECRET_KEY),
        Setting.secret(SESSION_TOKEN),
        Setting.duration(TIMEOUT, "30 s"));
  }

  @Override
  public boolean understands(String location) {
    return location.toLowerCase(Locale.ROOT).startsWith(SCHEME);
  }

  /** The path is meant as the keys are, not encoded as in a URI. */
  @Override
  public Map<String, String> settingsOf(String location) {
    String rest = location.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (bucket.contains("@")) {
      throw new LakeException(
          "Cannot fetch --from: there is something before the bucket's name in the s3 location. Leave it out, and set the environment variables BOOKREEL_FROM_ACCESS_KEY and BOOKREEL_FROM_SECRET_KEY");
    }
    if (bucket.isEmpty()) {
      throw new LakeException(
          "Cannot fetch --from '%s': it names no bucket. Write it like s3://vendor-dumps/dumps"
              .formatted(location));
    }
    String path = slash < 0 ? "" : stripped(rest.substring(slash));
    return path.isEmpty() ? Map.of(BUCKET, bucket) : Map.of(BUCKET, bucket, PATH, path);
  }

  @Override
  public void check(SourceDefinition definition, Path base) {
    S3Opening.check(definition, environment);
  }

  @Override
  public Source open(SourceDefinition definition, Path base) throws IOException {
    String path = stripped(definition.text(PATH).orElse(""));
    return new TreeSource(S3Opening.tree(definition, environment), path, definition);
  }

  private static String stripped(String path) {
    return path.replaceAll("^/+|/+$", "");
  }
}
