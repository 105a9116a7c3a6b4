package dev.bookreel.delivery;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import java.util.HashMap;
import java.util.Map;

/** The sources of one fetch, each opened when it is first needed, and only once. */
final class OpenedSources implements AutoCloseable {
  private final Map<FetchSource, Source> opened = new HashMap<>();
  private final Map<FetchSource, LakeException> refused = new HashMap<>();

  /**
   * @throws LakeException if it cannot be opened; the same again for every table that needs it
   */
  Source open(FetchSource source) {
    LakeException failure = refused.get(source);
    if (failure != null) {
      throw failure;
    }
    try {
      return opened.computeIfAbsent(source, key -> key.opener().get());
    } catch (LakeException e) {
      refused.put(source, e);
      throw e;
    }
  }

  @Override
  public void close() {
    opened.values().forEach(Source::close);
  }
}
