package dev.bookreel.definition;

import dev.bookreel.error.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file, in the file's order. Whatever is not as asked for becomes a problem of
 * the file, and the answer is then empty.
 */
final class YamlMap {
  private final ProjectFile file;
  private final Substitution substitution;
  private final int line;
  private final Map<String, NodeTuple> entries;

  /** Known keys that an unknown one probably stands for; they are not missing, too. */
  private final Set<String> misspelled = new HashSet<>();

  YamlMap(MappingNode node, ProjectFile file, Substitution substitution) {
    this.file = file;
    this.substitution = substitution;
    this.line = line(node);
    this.entries = new LinkedHashMap<>();
    node.getValue().forEach(this::add);
  }

  private YamlMap(YamlMap same, Substitution substitution) {
    this.file = same.file;
    this.substitution = substitution;
    this.line = same.line;
    this.entries = same.entries;
  }

  /** The same, whose values are filled in in another way. */
  YamlMap filledBy(Substitution other) {
    return new YamlMap(this, other);
  }

  private void add(NodeTuple entry) {
    if (!(entry.getKeyNode() instanceof ScalarNode key)) {
      file.problem(line(entry.getKeyNode()), "A key is not a single word", "Write 'key: value'.");
      return;
    }
    NodeTuple first = entries.putIfAbsent(key.getValue(), entry);
    if (first != null) {
      file.problem(
          line(key),
          "Key '%s' is there twice, first in line %d"
              .formatted(key.getValue(), line(first.getKeyNode())),
          "Remove or rename one of them.");
    }
  }

  int line() {
    return line;
  }

  int line(String key) {
    NodeTuple entry = entries.get(key);
    return entry == null ? line : line(entry.getKeyNode());
  }

  /** The keys, in the file's order. */
  List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Makes every key that is not known a problem. */
  void expect(List<String> known) {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        Nearest.to(key, known).ifPresent(misspelled::add);
        file.problem(line(key), "Unknown key '" + key + "'", Nearest.hint(key, known));
      }
    }
  }

  /** Makes a missing key a problem. */
  void require(String key, String fix) {
    if (!entries.containsKey(key) && !misspelled.contains(key)) {
      file.problem(line, "Key '" + key + "' is missing", fix);
    }
  }

  /** A text that is there and not blank. */
  Optional<YamlScalar> text(String key) {
    return node(key, ScalarNode.class, "Write a text.")
        .filter(node -> isText(node, "'" + key + "'"))
        .flatMap(this::scalar)
        .filter(scalar -> isNotBlank(scalar, key));
  }

  /** A text, number or truth value, as the text that the file has. */
  Optional<YamlScalar> scalar(String key) {
    return node(key, ScalarNode.class, "Write a single value.").flatMap(this::scalar);
  }

  Optional<YamlMap> map(String key) {
    return node(key, MappingNode.class, "Write a mapping: one 'name: value' a line, indented.")
        .map(node -> new YamlMap(node, file, substitution));
  }

  /** A list of texts that are there. */
  Optional<List<YamlScalar>> texts(String key) {
    return items(key)
        .map(
            items ->
                items.stream()
                    .filter(item -> isText(item, "An entry of '" + key + "'"))
                    .flatMap(item -> scalar(item).stream())
                    .toList());
  }

  /** A list of single values as the file has them; null where it has null. */
  Optional<List<Optional<YamlScalar>>> scalarsOrNull(String key) {
    return items(key)
        .map(
            items ->
                items.stream()
                    .map(item -> isNull(item) ? Optional.<YamlScalar>empty() : scalar(item))
                    .toList());
  }

  /** Whether the key's value is written as a single value, not as a mapping or a list. */
  boolean isScalar(String key) {
    NodeTuple entry = entries.get(key);
    return entry != null && entry.getValueNode() instanceof ScalarNode;
  }

  private Optional<List<ScalarNode>> items(String key) {
    return node(key, SequenceNode.class, "Write a list: [one, two].")
        .map(
            list -> {
              List<ScalarNode> items = new ArrayList<>();
              for (Node item : list.getValue()) {
                if (item instanceof ScalarNode scalar) {
                  items.add(scalar);
                } else {
                  file.problem(
                      line(item),
                      "An entry of '%s' is %s".formatted(key, kind(item)),
                      "Write a single value.");
                }
              }
              return items;
            });
  }

  private <T extends Node> Optional<T> node(String key, Class<T> wanted, String fix) {
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    Node node = entry.getValueNode();
    if (isNull(node)) {
      file.problem(line(key), "'" + key + "' has no value", "Give it one, or remove it.");
      return Optional.empty();
    }
    if (!wanted.isInstance(node)) {
      file.problem(line(key), "'%s' is %s".formatted(key, kind(node)), fix);
      return Optional.empty();
    }
    return Optional.of(wanted.cast(node));
  }

  private boolean isText(ScalarNode node, String who) {
    // The parser sets an unquoted ${NAME} apart: what is filled in is always a text.
    if (!node.getTag().equals(Tag.STR) && !node.getTag().equals(Tag.ENV_TAG)) {
      file.problem(
          line(node),
          "%s is %s, which YAML does not take for a text"
              .formatted(who, isNull(node) ? "empty" : node.getValue()),
          "Put it in quotes.");
      return false;
    }
    return true;
  }

  private boolean isNotBlank(YamlScalar scalar, String key) {
    if (scalar.value().isBlank()) {
      file.problem(line(key), "'" + key + "' is empty", "Give it a value, or remove it.");
      return false;
    }
    return true;
  }

  private Optional<YamlScalar> scalar(ScalarNode node) {
    return substitution
        .fill(node.getValue(), file, line(node))
        .map(value -> new YamlScalar(node.getValue(), value, line(node)));
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String kind(Node node) {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    return node instanceof SequenceNode ? "a list" : "a single value";
  }

  private static int line(Node node) {
    return 1 + node.getStartMark().map(Mark::getLine).orElse(0);
  }
}
