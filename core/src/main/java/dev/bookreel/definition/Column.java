package dev.bookreel.definition;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * @param from where a delivered record has it; goes into an array exactly if the type is one
 * @param drop elements (compared as delivered text) that are left out of an array; null means null
 */
public record Column(String name, ColumnType type, ColumnPath from, List<@Nullable String> drop)
    implements Serializable {
  public Column {
    drop = Collections.unmodifiableList(new ArrayList<>(drop));
    if (from.entersArray() != (type instanceof ColumnType.Array)) {
      throw new IllegalArgumentException(
          "Column '%s' of type %s cannot come from '%s': '[]' goes with an array type"
              .formatted(name, type, from));
    }
    if (!drop.isEmpty() && !from.entersArray()) {
      throw new IllegalArgumentException(
          "Column '%s' drops elements but is no array".formatted(name));
    }
  }

  /** The column as its definition could write it, in one line, ready to be copied. */
  public String line() {
    return "%s: { type: %s, from: %s%s }"
        .formatted(
            name,
            YamlText.of(type.toString()),
            YamlText.of(from.toString()),
            drop.isEmpty()
                ? ""
                : drop.stream()
                    .map(element -> element == null ? "null" : YamlText.of(element))
                    .collect(Collectors.joining(", ", ", drop: [", "]")));
  }

  /** The same column, read from elsewhere or as another type. */
  public Column with(ColumnType otherType, ColumnPath otherFrom) {
    return new Column(name, otherType, otherFrom, drop);
  }
}
