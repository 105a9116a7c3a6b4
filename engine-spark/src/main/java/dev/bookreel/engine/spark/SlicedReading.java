package dev.bookreel.engine.spark;

import dev.bookreel.compression.Compression;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.DeliveredPart;
import dev.bookreel.engine.embedded.PartFindings;
import dev.bookreel.engine.embedded.WholeFindings;
import dev.bookreel.engine.embedded.cut.Cut;
import dev.bookreel.engine.embedded.cut.Passage;
import dev.bookreel.engine.embedded.cut.Slice;
import dev.bookreel.engine.embedded.cut.Stretch;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one delivery in slices, a task each. What must not differ from one task's reading, and
 * slices do not tell, is left to that.
 */
final class SlicedReading {
  private static final Logger log = LoggerFactory.getLogger(SlicedReading.class);

  private final Session session;
  private final Workspace workspace;
  private final Stage stage;
  private final ReadTask whole;
  private final Delivery delivery;
  private final TableDefinition table;

  SlicedReading(
      Session session, Workspace workspace, Stage stage, ReadTask whole, Delivery delivery) {
    this.session = session;
    this.workspace = workspace;
    this.stage = stage;
    this.whole = whole;
    this.delivery = delivery;
    this.table = whole.table();
  }

  /**
   * @param sliceBytes about so many of the delivery a task
   * @return empty if one task has to read all of it: it is no larger than a slice, or so odd that
   *     only then is known what it is
   */
  Optional<StagedRows> read(long sliceBytes) throws SQLException {
    if (delivery.bytes() <= sliceBytes) {
      return Optional.empty();
    }
    try {
      Content content = content();
      Optional<Cut> cut = content.cut().filter(it -> it.stretches(sliceBytes).size() > 1);
      return cut.isPresent()
          ? Optional.of(read(content.file(), cut.get(), sliceBytes))
          : Optional.empty();
    } catch (JobFailedException e) {
      throw e;
    } catch (LakeException | IOException e) {
      log.info("One task reads {}: {}", delivery.file(), e.getMessage());
      return Optional.empty();
    }
  }

  /** A file of the delivery's content, not compressed, and how it is cut, if it can be. */
  private record Content(String file, Optional<Cut> cut) {}

  private Content content() throws IOException {
    try (SeekableByteChannel delivered = LocalCopies.parts(delivery.file())) {
      if (Compression.of(Channels.newInputStream(delivered)).isEmpty()) {
        return new Content(whole.file(), DeliveredPart.cut(table, delivered));
      }
    }
    String file = inflated();
    try (SeekableByteChannel inflated = LocalCopies.parts(stage.folder().resolve(file))) {
      return new Content(file, DeliveredPart.cut(table, inflated));
    }
  }

  private String inflated() {
    workspace.begins(delivery, Phase.UNPACKING);
    try {
      return session.forEach(List.of(new InflateTask(whole)), InflateTask::run).get(0).orThrow();
    } finally {
      workspace.begins(delivery, Phase.READING);
    }
  }

  private StagedRows read(String content, Cut cut, long sliceBytes) throws SQLException {
    List<Stretch> stretches = cut.stretches(sliceBytes);
    List<Slice> slices = cut.slices(stretches, passages(content, cut, stretches));
    List<SliceTask> tasks = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      tasks.add(new SliceTask(whole, content, slices.get(i), i));
    }
    List<SliceTask.Read> read = TaskResult.all(session.forEach(tasks, SliceTask::run));
    List<PartFindings> parts =
        read.stream().map(SliceTask.Read::findings).collect(Collectors.toList());
    WholeFindings findings = WholeFindings.of(table, Absences.of(whole.mayLack()), parts);
    workspace.begins(delivery, Phase.DUPLICATES);
    List<Path> superseded =
        new LaterRows(session, workspace, stage, table)
            .supersede(paths(read, SliceTask.Read::accepted));
    Map<Integer, Counts> counts = superseded.isEmpty() ? Map.of() : counts(superseded);
    List<SliceTask.Read> settled = settled(tasks, read, superseded, counts);
    return new StagedRows(
        findings.with(
            newFields(read),
            counts.values().stream().mapToLong(Counts::duplicates).sum(),
            counts.values().stream().mapToLong(Counts::others).sum()),
        paths(settled, SliceTask.Read::accepted),
        paths(settled, SliceTask.Read::refused),
        findings.offsets(),
        findings.lacking());
  }

  private List<Passage> passages(String content, Cut cut, List<Stretch> stretches) {
    if (cut.syntax().isPlain()) {
      return List.of();
    }
    List<PassageTask> tasks =
        stretches.stream()
            .map(stretch -> new PassageTask(whole, content, cut, stretch))
            .collect(Collectors.toList());
    return TaskResult.all(session.forEach(tasks, PassageTask::run));
  }

  private List<Path> paths(
      List<SliceTask.Read> read, Function<SliceTask.Read, List<String>> files) {
    return StagedRows.paths(
        stage.folder(),
        read.stream().flatMap(it -> files.apply(it).stream()).collect(Collectors.toList()));
  }

  /** Rows of a slice in whose place later ones count. */
  private record Counts(long duplicates, long others) {}

  /** By slice, of those that have any. */
  private Map<Integer, Counts> counts(List<Path> superseded) throws SQLException {
    Map<Integer, Counts> counts = new HashMap<>();
    workspace.list(
        "SELECT %s, count_if(is_duplicate), count_if(NOT is_duplicate) FROM %s GROUP BY 1"
            .formatted(Staging.part("__position"), Stage.relation(workspace, superseded)),
        row -> counts.put(row.getInt(1), new Counts(row.getLong(2), row.getLong(3))));
    return counts;
  }

  private List<SliceTask.Read> settled(
      List<SliceTask> tasks,
      List<SliceTask.Read> read,
      List<Path> superseded,
      Map<Integer, Counts> counts) {
    List<String> found = superseded.stream().map(Path::toString).collect(Collectors.toList());
    List<Integer> parts = List.copyOf(counts.keySet());
    if (parts.isEmpty()) {
      return read;
    }
    List<SliceTask.Read> results =
        TaskResult.all(
            session.forEach(
                parts.stream()
                    .map(part -> new SettleTask(tasks.get(part), read.get(part), found))
                    .collect(Collectors.toList()),
                SettleTask::run));
    List<SliceTask.Read> settled = new ArrayList<>(read);
    for (int i = 0; i < parts.size(); i++) {
      settled.set(parts.get(i), results.get(i));
    }
    return settled;
  }

  private List<NewField> newFields(List<SliceTask.Read> read) throws SQLException {
    return table.format() == Format.CSV
        ? read.get(0).findings().newFields()
        : DeliveredPart.newFields(
            workspace, table, Stage.relation(workspace, paths(read, SliceTask.Read::samples)));
  }
}
