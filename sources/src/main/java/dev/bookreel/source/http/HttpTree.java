package dev.bookreel.source.http;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.CannotResumeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What lies below one URL. Sizes, tags and checksums are those of what is sent: a file that is
 * always sent packed is delivered packed.
 */
final class HttpTree implements FileTree {
  /** What a delivery can be read through. */
  private static final Set<String> READABLE = Set.of("gzip", "x-gzip", "zstd");

  /** Statuses of HEAD by servers that may answer GET well. */
  private static final Set<Integer> NO_HEAD = Set.of(400, 403, 405, 501);

  private static final int LARGEST_PAGE_BYTES = 32 * 1024 * 1024;

  private final HttpAddress address;
  private final Web web;

  HttpTree(HttpAddress address, Web web) {
    this.address = address;
    this.web = web;
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    URI uri = URI.create(address.of(folder) + "/");
    try (Answer answer = web.ask("GET", uri, Map.of("Accept", "text/html"))) {
      if (isMissing(answer)) {
        return List.of();
      }
      if (answer.status() == 403) {
        throw noPage(answer, "does not show what is in it (403)");
      }
      requireStatus(answer, List.of(200));
      if (!answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("html")) {
        throw noPage(answer, "is no page with links");
      }
      requireKnownEnd(answer, FileState.UNKNOWN);
      byte[] page = answer.body().readNBytes(LARGEST_PAGE_BYTES + 1);
      if (page.length > LARGEST_PAGE_BYTES) {
        throw noPage(answer, "lists more than 32 MB of names");
      }
      return new IndexPage(answer.at()).entries(page);
    }
  }

  @Override
  public Optional<FileState> state(String path) throws IOException {
    try (Answer answer = web.ask("HEAD", address.of(path), Map.of())) {
      if (!NO_HEAD.contains(answer.status())) {
        return state(path, answer, answer.length());
      }
    }
    return stateByReading(path);
  }

  /** By asking for the first byte, which brings the same headers. */
  private Optional<FileState> stateByReading(String path) throws IOException {
    try (Answer answer = web.ask("GET", address.of(path), Map.of("Range", "bytes=0-0"))) {
      return switch (answer.status()) {
        case 206 -> state(path, answer, total(answer.range()));
        // There is no first byte: it is empty.
        case 416 -> state(path, answer, answer.totalWithoutRange());
        default -> state(path, answer, answer.length());
      };
    }
  }

  private static OptionalLong total(Optional<Answer.Range> range) {
    return range.map(it -> OptionalLong.of(it.total())).orElse(OptionalLong.empty());
  }

  private Optional<FileState> state(String path, Answer answer, OptionalLong bytes)
      throws IOException {
    if (isMissing(answer)) {
      return Optional.empty();
    }
    requireStatus(answer, List.of(200, 206, 416));
    refuseFolder(path, answer);
    return Optional.of(new FileState(bytes, answer.lastModified(), answer.strongTag()));
  }

  @Override
  public Optional<Checksum> checksum(String path) throws IOException {
    Map<String, String> wish =
        Map.of(
            "Want-Repr-Digest", "sha-256=3, sha-512=2, md5=1",
            "Want-Digest", "sha-256;q=1, sha-512;q=0.5, md5;q=0.1");
    try (Answer answer = web.ask("HEAD", address.of(path), wish)) {
      if (answer.status() == 200) {
        return Digests.of(answer);
      }
      if (isMissing(answer) || NO_HEAD.contains(answer.status())) {
        return Optional.empty();
      }
      throw web.failure(answer);
    }
  }

  @Override
  public InputStream open(String path, long offset, FileState as) throws IOException {
    Answer answer = web.ask("GET", address.of(path), offset == 0 ? Map.of() : from(offset, as));
    boolean handedOver = false;
    try {
      InputStream content = content(path, answer, offset, as);
      handedOver = content == answer.body();
      return content;
    } finally {
      if (!handedOver) {
        answer.close();
      }
    }
  }

  /** Asks for what is missing if it is still the same file, and else for all of it. */
  private static Map<String, String> from(long offset, FileState as) throws IOException {
    String same =
        as.tag()
            .or(() -> as.modifiedAt().map(Answer::time))
            .orElseThrow(
                () -> new CannotResumeException("the server gives the file neither tag nor time"));
    return Map.of("Range", "bytes=" + offset + "-", "If-Range", same);
  }

  private InputStream content(String path, Answer answer, long offset, FileState as)
      throws IOException {
    if (offset > 0 && answer.status() == 416) {
      return nothingLeft(answer, offset, as);
    }
    requireStatus(answer, offset > 0 ? List.of(200, 206) : List.of(200));
    refuseFolder(path, answer);
    refuseTwoSizes(path, answer);
    refuseOther(path, answer, as);
    if (offset > 0) {
      requirePart(answer, offset, as);
    } else {
      requireKnownEnd(answer, as);
    }
    return answer.body();
  }

  /** A connection may have broken behind the last byte. */
  private static InputStream nothingLeft(Answer answer, long offset, FileState as)
      throws IOException {
    OptionalLong total = answer.totalWithoutRange();
    if (!total.equals(OptionalLong.of(offset)) || as.bytes().orElse(offset) != offset) {
      throw new CannotResumeException("the server says that there is no byte " + offset);
    }
    return InputStream.nullInputStream();
  }

  private static void requirePart(Answer answer, long offset, FileState as) throws IOException {
    if (answer.status() == 200) {
      throw new CannotResumeException("the server sends files only whole");
    }
    boolean asked =
        answer
            .range()
            .filter(it -> it.from() == offset)
            .filter(it -> as.bytes().orElse(it.total()) == it.total())
            .isPresent();
    if (!asked) {
      throw new CannotResumeException("the server sends another part than it was asked for");
    }
  }

  /** Java's client takes the first. */
  private void refuseTwoSizes(String path, Answer answer) {
    Set<String> sizes = Set.copyOf(answer.headers().allValues("Content-Length"));
    if (sizes.size() > 1) {
      throw new LakeException(
          "%s comes with two sizes, %s. Have the server mended"
              .formatted(location(path), String.join(" and ", new TreeSet<>(sizes))));
    }
  }

  /** Where nothing tells the end, a broken connection would look like one. */
  private void requireKnownEnd(Answer answer, FileState as) {
    if (answer.length().isEmpty()
        && as.bytes().isEmpty()
        && !answer.header("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
      throw new LakeException(
          "%s comes without its size, and nothing would tell whether it came whole. Have the server send Content-Length, or in chunks"
              .formatted(UriText.shown(answer.at())));
    }
  }

  /** What is read now must be what was looked at before. */
  private void refuseOther(String path, Answer answer, FileState as) {
    refuseOther(path, "tag", as.tag(), answer.strongTag());
    if (as.tag().isEmpty()) {
      refuseOther(path, "time", as.modifiedAt(), answer.lastModified());
    }
    answer
        .coding()
        .filter(
            coding ->
                !READABLE.contains(coding)
                    || (as.bytes().isPresent() && !isWithin(answer, as.bytes().getAsLong())))
        .ifPresent(
            coding -> {
              throw new LakeException(
                  "%s comes packed (Content-Encoding: %s), though it was asked for as it is. Switch that off on the server"
                      .formatted(location(path), coding));
            });
  }

  /** Whether the answer is of as many bytes in all. */
  private static boolean isWithin(Answer answer, long bytes) {
    OptionalLong whole = answer.status() == 206 ? total(answer.range()) : answer.length();
    return whole.equals(OptionalLong.of(bytes));
  }

  private void refuseOther(String path, String what, Optional<?> before, Optional<?> now) {
    if (before.isPresent() && now.isPresent() && !before.equals(now)) {
      throw new LakeException(
          "%s changed while it was fetched: its %s was %s and is %s. Nothing was stored. Fetch again when it is complete"
              .formatted(location(path), what, before.get(), now.get()));
    }
  }

  private void refuseFolder(String path, Answer answer) {
    if (answer.at().getRawPath().endsWith("/")) {
      throw new LakeException(
          "%s is not a file: the server leads to %s. Put a file there, or correct 'delivery' in the table's definition"
              .formatted(location(path), UriText.shown(answer.at())));
    }
  }

  private static boolean isMissing(Answer answer) {
    return answer.status() == 404 || answer.status() == 410;
  }

  private void requireStatus(Answer answer, List<Integer> right) throws IOException {
    if (!right.contains(answer.status())) {
      throw web.failure(answer);
    }
  }

  private static LakeException noPage(Answer answer, String what) {
    return new LakeException(
        "%s %s, so no pattern can be matched there. Have the server list its folders, or name the files without patterns"
            .formatted(UriText.shown(answer.at()), what));
  }

  /** Unless a server does not, which is told when it happens. */
  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public String location(String path) {
    return address.of(path).toString();
  }

  @Override
  public void close() {
    web.close();
  }
}
