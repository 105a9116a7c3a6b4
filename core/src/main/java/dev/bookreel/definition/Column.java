package dev.bookreel.definition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * @param from where a delivered record has it; goes into an array exactly if the type is one
 * @param drop elements (compared as delivered text) that are left out of an array; null means null
 */
public record Column(String name, ColumnType type, ColumnPath from, List<@Nullable String> drop) {
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
}
