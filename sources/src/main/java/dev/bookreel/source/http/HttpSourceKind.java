package dev.bookreel.source.http;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceKind;
import dev.bookreel.source.TreeSource;
import dev.bookreel.tls.TlsTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.LoggerFactory;

/**
 * Files on a web server, over HTTP or HTTPS. Patterns are matched against the links of the page on
 * which the server lists a folder.
 */
public final class HttpSourceKind implements SourceKind {
  private static final String URL = "url";
  private static final String USER = "user";
  private static final String PASSWORD = "password";
  private static final String TOKEN = "token";
  private static final String CA_FILE = "ca_file";
  private static final String TIMEOUT = "timeout";
  private static final String ANY_CERTIFICATE = "insecure_any_certificate";
  private static final String INSECURE_LOGIN = "insecure_login";

  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  private final Consumer<String> warnings;

  public HttpSourceKind() {
    this(warning -> LoggerFactory.getLogger(HttpSourceKind.class).warn(warning));
  }

  HttpSourceKind(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required(URL, "https://vendor.example/dumps"),
        Setting.text(USER, "bookreel"),
        Setting.secret(PASSWORD),
        Setting.secret(TOKEN),
        Setting.text(CA_FILE, "vendor-ca.pem"),
        Setting.duration(TIMEOUT, "30 s"),
        Setting.flag(ANY_CERTIFICATE),
        Setting.flag(INSECURE_LOGIN));
  }

  @Override
  public boolean understands(String location) {
    return HttpAddress.isMeantBy(location);
  }

  @Override
  public Map<String, String> settingsOf(String location) {
    String bare = HttpAddress.withoutLogin(location);
    return HttpAddress.parse(
            location,
            "Cannot fetch --from",
            "Leave it out, and set the environment variable BOOKREEL_FROM_PASSWORD")
        .user()
        .map(user -> Map.of(URL, bare, USER, user))
        .orElse(Map.of(URL, bare));
  }

  @Override
  public void check(SourceDefinition definition, Path base) {
    open(definition, base).close();
  }

  /** Connects to nothing yet. */
  @Override
  public Source open(SourceDefinition definition, Path base) {
    String opening = "Cannot open " + definition.title();
    HttpAddress address =
        HttpAddress.parse(
            definition.required(URL), opening, "Leave it out, and give the source a 'password'");
    Duration timeout = definition.duration(TIMEOUT).orElse(USUAL_TIMEOUT);
    if (timeout.isZero()) {
      throw new LakeException(
          opening + ": 'timeout' is 0. Give a time in which an answer can come, such as 30 s");
    }
    Web web =
        new Web(
            trust(definition, address, base, opening),
            login(definition, address, opening),
            timeout);
    return new TreeSource(new HttpTree(address, web), address.pattern(), definition);
  }

  private Login login(SourceDefinition definition, HttpAddress address, String opening) {
    Optional<String> user = definition.text(USER).or(address::user);
    Optional<Secret> password = definition.secret(PASSWORD);
    Optional<Secret> token = definition.secret(TOKEN);
    if (user.isEmpty() && password.isEmpty() && token.isEmpty()) {
      return Login.NONE;
    }
    if (token.isPresent() == (user.isPresent() || password.isPresent())
        || user.isPresent() != password.isPresent()) {
      throw new LakeException(
          "%s: a login is 'user' with 'password', or 'token' alone. There are: %s"
              .formatted(opening, given(user, password, token)));
    }
    refuse(opening, USER, user, ":");
    refuse(opening, TOKEN, token.map(Secret::reveal), " ");
    allow(definition, address, opening);
    return token
        .map(it -> Login.bearer(address.base(), it.reveal()))
        .orElseGet(
            () -> Login.basic(address.base(), user.orElseThrow(), password.orElseThrow().reveal()));
  }

  /** What would end a value early, or go on to another header. */
  private static void refuse(
      String opening, String setting, Optional<String> value, String separator) {
    if (value.orElse("").contains(separator)
        || value.orElse("").chars().anyMatch(Character::isISOControl)) {
      throw new LakeException(
          "%s: '%s' has a '%s' or a control character in it, which cannot be sent. Correct it"
              .formatted(opening, setting, separator));
    }
  }

  private static String given(
      Optional<String> user, Optional<Secret> password, Optional<Secret> token) {
    return String.join(
        ", ",
        List.of(user.map(it -> USER), password.map(it -> PASSWORD), token.map(it -> TOKEN)).stream()
            .flatMap(Optional::stream)
            .toList());
  }

  private void allow(SourceDefinition definition, HttpAddress address, String opening) {
    if (!address.isOpenToReaders()) {
      return;
    }
    if (!definition.flag(INSECURE_LOGIN)) {
      throw new LakeException(
          "%s: %s is plain http, where others can read the login on its way. Use https, or set 'insecure_login: true' if the network is your own"
              .formatted(opening, address.base()));
    }
    warnings.accept(
        "%s: the login goes to %s in plain text, for 'insecure_login' is set"
            .formatted(definition.title(), address.base()));
  }

  private Optional<SSLContext> trust(
      SourceDefinition definition, HttpAddress address, Path base, String opening) {
    Optional<String> file = definition.text(CA_FILE);
    if (!definition.flag(ANY_CERTIFICATE)) {
      return file.map(base::resolve)
          .map(it -> authorities(it, opening))
          .or(
              () ->
                  UriText.isSecret(address.base())
                      ? Optional.of(TlsTrust.ofJava())
                      : Optional.empty())
          .map(TlsTrust::context);
    }
    if (file.isPresent()) {
      throw new LakeException(
          "%s: there are both 'ca_file' and 'insecure_any_certificate'. Remove one of them"
              .formatted(opening));
    }
    warnings.accept(
        "%s: anybody can pretend to be %s, for 'insecure_any_certificate' is set"
            .formatted(definition.title(), definition.required(URL)));
    return Optional.of(TlsTrust.ofAnybody().context());
  }

  private static TlsTrust authorities(Path file, String opening) {
    return TlsTrust.ofFile(
        file,
        why ->
            "%s: 'ca_file' %s cannot be read: %s. Name a file with the authority's certificates in PEM form"
                .formatted(opening, file, why));
  }
}
