package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Rewrite;
import dev.bookreel.engine.embedded.Rewriter;
import dev.bookreel.engine.embedded.WrittenFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts files together in tasks side by side, and a few small ones in the driver: that is sooner.
 */
final class SparkRewriter implements Rewriter {
  private final LakeLayout layout;
  private final Session session;
  private final Workplace workplace;
  private final long mostBytesHere;

  SparkRewriter(LakeLayout layout, Session session, Workplace workplace) {
    this(layout, session, workplace, session.partBytes());
  }

  /**
   * @param mostBytesHere so many are rewritten in the driver
   */
  SparkRewriter(LakeLayout layout, Session session, Workplace workplace, long mostBytesHere) {
    this.layout = layout;
    this.session = session;
    this.workplace = workplace;
    this.mostBytesHere = mostBytesHere;
  }

  @Override
  public List<WrittenFile> rewrite(Workspace workspace, TableVersion base, List<Rewrite> rewrites)
      throws SQLException {
    if (rewrites.stream().mapToLong(Rewrite::bytes).sum() <= mostBytesHere) {
      return Rewriter.here(layout).rewrite(workspace, base, rewrites);
    }
    Workplace place = workplace;
    List<TaskResult<ArrayList<WrittenFile>>> results =
        session.forEach(
            rewrites,
            rewrite ->
                TaskResult.of(
                    () -> place.work((there, lake) -> new ArrayList<>(rewrite.run(there, lake)))));
    List<WrittenFile> written =
        results.stream()
            .flatMap(result -> result.value() == null ? Stream.of() : result.value().stream())
            .collect(Collectors.toCollection(ArrayList::new));
    try {
      results.forEach(TaskResult::orThrow);
    } catch (LakeException e) {
      rewrites.get(0).delete(written, layout.root());
      throw e;
    }
    return written;
  }
}
