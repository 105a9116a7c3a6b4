package dev.bookreel.story;

import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.source.FileState;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Delivers one table's file, of which the first byte comes only when something has happened. */
final class SlowServer implements Source, SourceFile {
  private final byte[] content;
  private final Runnable await;

  private SlowServer(String content, Runnable await) {
    this.content = content.getBytes(StandardCharsets.UTF_8);
    this.await = await;
  }

  /**
   * @param await returns when it has happened
   */
  static FetchSource delivering(String table, String content, Runnable await) {
    return new FetchSource(
        "slow",
        "slow server",
        TableName.parse(table)::equals,
        () -> new SlowServer(content, await));
  }

  @Override
  public List<SourceFile> files(Wanted wanted) {
    return List.of(this);
  }

  @Override
  public InputStream open(long offset, FileState as) {
    await.run();
    return new ByteArrayInputStream(content);
  }

  @Override
  public FileState state() {
    return new FileState(OptionalLong.of(content.length), Optional.empty(), Optional.empty());
  }

  @Override
  public Optional<Instant> deliveredAt() {
    return Optional.empty();
  }

  @Override
  public String location() {
    return "slow:users.csv";
  }

  @Override
  public void close() {}
}
