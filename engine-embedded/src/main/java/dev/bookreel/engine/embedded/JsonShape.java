package dev.bookreel.engine.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnPath.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A structure into which DuckDB transforms a JSON record, holding the texts at some columns'
 * places. One is enough unless paths contradict each other, as {@code a} and {@code a.b} do, or
 * differ in nothing but case, which DuckDB's structures do not tell apart.
 */
final class JsonShape {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT = "VARCHAR";

  private final ObjectNode root = JSON.createObjectNode();
  private final Set<ColumnPath> paths = new HashSet<>();

  /** As few as hold all columns' places. */
  static List<JsonShape> of(List<Column> columns) {
    List<JsonShape> shapes = new ArrayList<>();
    for (Column column : columns) {
      if (shapes.stream().noneMatch(shape -> shape.add(column.from()))) {
        JsonShape shape = new JsonShape();
        shape.add(column.from());
        shapes.add(shape);
      }
    }
    return shapes;
  }

  boolean holds(ColumnPath path) {
    return paths.contains(path);
  }

  /** In the notation of DuckDB's json_transform. */
  String json() {
    return root.toString();
  }

  private boolean add(ColumnPath path) {
    if (!fits(root, path.steps())) {
      return false;
    }
    put(root, path.steps());
    return paths.add(path) || holds(path);
  }

  private static boolean fits(JsonNode node, List<Step> steps) {
    if (steps.isEmpty()) {
      return node.isTextual();
    }
    if (!node.isObject()) {
      return false;
    }
    Step step = steps.get(0);
    for (String name : (Iterable<String>) node::fieldNames) {
      if (name.equalsIgnoreCase(step.field())) {
        JsonNode child = node.get(name);
        return name.equals(step.field())
            && child.isArray() == step.each()
            && fits(step.each() ? child.get(0) : child, steps.subList(1, steps.size()));
      }
    }
    return true;
  }

  private static void put(ObjectNode node, List<Step> steps) {
    Step step = steps.get(0);
    List<Step> rest = steps.subList(1, steps.size());
    JsonNode child = node.get(step.field());
    if (child == null) {
      JsonNode value =
          rest.isEmpty() ? JSON.getNodeFactory().textNode(TEXT) : JSON.createObjectNode();
      child = step.each() ? JSON.createArrayNode().add(value) : value;
      node.set(step.field(), child);
    }
    if (!rest.isEmpty()) {
      put((ObjectNode) (child instanceof ArrayNode array ? array.get(0) : child), rest);
    }
  }
}
