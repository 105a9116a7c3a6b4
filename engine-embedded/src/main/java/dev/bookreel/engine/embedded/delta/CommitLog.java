package dev.bookreel.engine.embedded.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.engine.TableDescription.Commit;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the log's files tell about commits: who made each, when, and how. */
final class CommitLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INFO = "commitInfo";
  private static final String UNKNOWN = "";

  private final Path folder;

  CommitLog(Path folder) {
    this.folder = folder;
  }

  /** The newest first, from a version back; ends where the log's files were cleaned up. */
  List<Commit> backFrom(long version, int limit) {
    List<Commit> commits = new ArrayList<>();
    for (long v = version; v >= 0 && commits.size() < limit; v--) {
      Optional<Commit> commit = read(v);
      if (commit.isEmpty()) {
        break;
      }
      commits.add(commit.get());
    }
    return commits;
  }

  private Optional<Commit> read(long version) {
    Path file = folder.resolve("%020d.json".formatted(version));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      Instant written = Files.getLastModifiedTime(file).toInstant();
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.contains("\"" + INFO + "\"")) {
          JsonNode info = JSON.readTree(line).path(INFO);
          if (info.isObject()) {
            return Optional.of(commit(version, info, written));
          }
        }
      }
      return Optional.of(new Commit(version, written, UNKNOWN, UNKNOWN));
    } catch (JsonProcessingException e) {
      throw new LakeException(
          "The log file %s is damaged: %s. Bring it back from a copy"
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot read %s: %s. Make it readable".formatted(file, IoReason.of(e)), e);
    }
  }

  /** The time in the commit itself is the one that survives copying the table. */
  private static Commit commit(long version, JsonNode info, Instant written) {
    JsonNode time =
        info.hasNonNull("inCommitTimestamp")
            ? info.get("inCommitTimestamp")
            : info.path("timestamp");
    return new Commit(
        version,
        time.isIntegralNumber() ? Instant.ofEpochMilli(time.longValue()) : written,
        info.path("operation").asText(UNKNOWN),
        info.path("engineInfo").asText(UNKNOWN));
  }
}
