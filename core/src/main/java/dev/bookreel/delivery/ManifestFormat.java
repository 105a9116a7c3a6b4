package dev.bookreel.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A manifest as JSON: one flat object. Fields that this version does not know are ignored. */
final class ManifestFormat {
  private static final JsonFactory JSON = new JsonFactory();

  private ManifestFormat() {}

  /** The content is not that of a manifest; the message says why. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String why) {
      super(why);
    }
  }

  static void write(Manifest manifest, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("delivered_at", manifest.deliveredAt().toString());
      json.writeStringField("fetched_at", manifest.fetchedAt().toString());
      json.writeStringField("source", manifest.source());
      json.writeStringField("location", manifest.location());
      write(json, "modified_at", manifest.modifiedAt());
      write(json, "tag", manifest.tag());
      write(json, "watermark", manifest.watermark());
      json.writeNumberField("bytes", manifest.bytes());
      json.writeStringField("sha256", manifest.sha256());
      json.writeStringField("file", manifest.file());
      write(json, "content_of", manifest.contentOf());
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void write(JsonGenerator json, String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get().toString());
    }
  }

  /**
   * @throws DamagedException if it is no manifest, or one of another name
   * @throws IOException if the file cannot be read
   */
  static Manifest read(Path file) throws IOException, DamagedException {
    Map<String, String> fields = fields(Files.readAllBytes(file));
    Manifest manifest;
    try {
      manifest =
          new Manifest(
              Instant.parse(required(fields, "delivered_at")),
              Instant.parse(required(fields, "fetched_at")),
              required(fields, "source"),
              required(fields, "location"),
              Optional.ofNullable(fields.get("modified_at")).map(Instant::parse),
              Optional.ofNullable(fields.get("tag")),
              Optional.ofNullable(fields.get("watermark")),
              Long.parseLong(required(fields, "bytes")),
              required(fields, "sha256"),
              required(fields, "file"),
              Optional.ofNullable(fields.get("content_of")).map(Instant::parse));
    } catch (DateTimeException | NumberFormatException e) {
      throw new DamagedException(String.valueOf(e.getMessage()));
    }
    refuseOtherNames(manifest, file);
    if (!manifest.sha256().matches("[0-9a-f]{64}")) {
      throw new DamagedException("'sha256' cannot be '" + manifest.sha256() + "'");
    }
    return manifest;
  }

  private static void refuseOtherNames(Manifest manifest, Path file) throws DamagedException {
    if (!file.endsWith(Manifest.name(manifest.deliveredAt()))) {
      throw new DamagedException("it is of the delivery of " + manifest.deliveredAt());
    }
    Instant stored = manifest.contentOf().orElse(manifest.deliveredAt());
    if (!manifest.file().matches("\\Q" + DeliveryTime.format(stored) + "\\E(\\.[a-z0-9]+){1,3}")) {
      throw new DamagedException("'file' cannot be '" + manifest.file() + "'");
    }
  }

  private static String required(Map<String, String> fields, String name) throws DamagedException {
    String value = fields.get(name);
    if (value == null) {
      throw new DamagedException("'" + name + "' is missing");
    }
    return value;
  }

  private static Map<String, String> fields(byte[] content) throws IOException, DamagedException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(content)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new DamagedException("it is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken().isStructStart()) {
          json.skipChildren();
          continue;
        }
        fields.put(name, json.getText());
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw new DamagedException("it is no JSON: " + e.getOriginalMessage());
    }
  }
}
