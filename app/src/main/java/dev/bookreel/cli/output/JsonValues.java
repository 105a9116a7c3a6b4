package dev.bookreel.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON. Instants and dates are strings; so are NaN and infinity, which JSON's numbers
 * lack.
 */
public final class JsonValues {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private JsonValues() {}

  /** A generator that puts each element of the outermost array on its own line. */
  public static JsonGenerator generator(Writer target) throws IOException {
    return FACTORY.createGenerator(target).setPrettyPrinter(new LineAnElement());
  }

  static JsonGenerator compactGenerator(Writer target) throws IOException {
    return FACTORY.createGenerator(target);
  }

  /** Writes one value of those that {@link dev.bookreel.engine.Rows} gives. */
  public static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof Number number) {
      writeNumber(generator, number);
    } else if (value instanceof List<?> list) {
      writeList(generator, list);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(generator, map);
    } else {
      generator.writeString(ValueText.of(value));
    }
  }

  private static void writeNumber(JsonGenerator generator, Number number) throws IOException {
    if (number instanceof BigDecimal decimal) {
      generator.writeNumber(decimal);
    } else if (number instanceof BigInteger integer) {
      generator.writeNumber(integer);
    } else if (number instanceof Double || number instanceof Float) {
      generator.writeNumber(number.doubleValue());
    } else {
      generator.writeNumber(number.longValue());
    }
  }

  private static void writeList(JsonGenerator generator, List<?> list) throws IOException {
    generator.writeStartArray();
    for (Object element : list) {
      write(generator, element);
    }
    generator.writeEndArray();
  }

  private static void writeMap(JsonGenerator generator, Map<?, ?> map) throws IOException {
    generator.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      generator.writeFieldName(String.valueOf(entry.getKey()));
      write(generator, entry.getValue());
    }
    generator.writeEndObject();
  }

  /** Lines for the elements of the outermost array, nothing else: a line is a row. */
  private static final class LineAnElement extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    private LineAnElement() {
      super("\n");
    }

    @Override
    public void beforeArrayValues(JsonGenerator generator) throws IOException {
      lineIfOutermost(generator);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(',');
      lineIfOutermost(generator);
    }

    @Override
    public void writeEndArray(JsonGenerator generator, int values) throws IOException {
      if (values > 0) {
        lineIfOutermost(generator);
      }
      generator.writeRaw(']');
    }

    private static void lineIfOutermost(JsonGenerator generator) throws IOException {
      if (generator.getOutputContext().getParent() != null
          && generator.getOutputContext().getParent().inRoot()) {
        generator.writeRaw('\n');
      }
    }
  }
}
