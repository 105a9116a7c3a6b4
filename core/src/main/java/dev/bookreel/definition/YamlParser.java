package dev.bookreel.definition;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML whose whole is a mapping. Refuses what could blow up: aliases and deep nesting. */
final class YamlParser {
  private static final int MAX_DEPTH = 20;

  private final ProjectFile file;
  private final Substitution substitution;
  private final LoadSettings settings =
      LoadSettings.builder().setSchema(new CoreSchema()).setAllowNonScalarKeys(true).build();

  YamlParser(ProjectFile file, Substitution substitution) {
    this.file = file;
    this.substitution = substitution;
  }

  /** The mapping; empty after a problem. */
  Optional<YamlMap> parse(String yaml) {
    try {
      return isTame(yaml)
          ? mapping(new Compose(settings).composeString(yaml))
          : Optional.<YamlMap>empty();
    } catch (MarkedYamlEngineException e) {
      file.problem(
          line(e.getProblemMark()),
          "Not valid YAML: " + e.getProblem(),
          "Check indentation, quotes and brackets here and in the lines before.");
    } catch (ReaderException e) {
      int position = Math.min(e.getPosition(), yaml.codePointCount(0, yaml.length()));
      file.problem(
          ProjectFile.lineAt(yaml, yaml.offsetByCodePoints(0, position)),
          "Not valid YAML: character U+%04X is not allowed".formatted(e.getCodePoint()),
          "Remove it.");
    } catch (YamlEngineException e) {
      file.problem(1, "Not valid YAML: " + e.getMessage(), "Correct it.");
    }
    return Optional.empty();
  }

  /** Looks at the events first: composing nodes of deep nesting would overflow the stack. */
  private boolean isTame(String yaml) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(yaml)) {
      if (event instanceof AliasEvent) {
        file.problem(
            line(event.getStartMark()), "YAML aliases are not supported", "Write the value out.");
        return false;
      }
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        file.problem(
            line(event.getStartMark()),
            "YAML nested more than " + MAX_DEPTH + " levels deep",
            "No definition needs more than 4.");
        return false;
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return true;
  }

  private Optional<YamlMap> mapping(Optional<Node> root) {
    if (root.isPresent() && root.get() instanceof MappingNode mapping) {
      return Optional.of(new YamlMap(mapping, file, substitution));
    }
    file.problem(
        root.map(node -> line(node.getStartMark())).orElse(1),
        root.isPresent() ? "This is no mapping" : "There is no YAML here",
        "Write 'key: value' lines.");
    return Optional.empty();
  }

  private static int line(Optional<Mark> mark) {
    return 1 + mark.map(Mark::getLine).orElse(0);
  }
}
