package dev.bookreel.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Objects by their keys, whose parts are separated by slashes; folders are there while something is
 * in them, at least. An object is whole from the moment it is there. What a method returns from has
 * happened; what it throws for may or may not have, unless it says so. For any number of threads.
 */
public interface ObjectStore extends AutoCloseable {

  /** What people and other programs call an object, not encoded; of an empty key, the store. */
  String uri(String key);

  /** An object or, with a name that ends with a slash, a folder. */
  record Listed(String name, ObjectAttributes attributes) {}

  /**
   * What is directly below a prefix that ends with a slash or is empty, by name.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   */
  List<Listed> list(String prefix) throws IOException;

  /** Whether any key begins with a prefix that ends with a slash or is empty. */
  boolean hasAny(String prefix) throws IOException;

  /** An object, or a folder with something in it, of that name. */
  Optional<ObjectAttributes> find(String key) throws IOException;

  /** What is known of an object; empty if there is none. */
  Optional<ObjectAttributes> head(String key) throws IOException;

  /** An object's content that was read, with its sum. */
  record Content(ObjectAttributes attributes, long crc32c) {}

  /**
   * Reads an object into a file.
   *
   * @param target is replaced
   * @param unlessEtag a content that need not be read again
   * @return empty if the object has that content; then no file was written
   * @throws java.nio.file.NoSuchFileException if there is no such object
   */
  Optional<Content> read(String key, Path target, Optional<String> unlessEtag) throws IOException;

  /**
   * Reads a part of an object into a file.
   *
   * @param etag the content that it is a part of
   * @param start of the part's first byte, from 0
   * @param bytes how many it has; the object has all of them
   * @param target is replaced, and has as many bytes
   * @return its CRC-32C
   * @throws java.nio.file.NoSuchFileException if there is no such object
   * @throws ReplacedObjectException if it has another content
   */
  long readPart(String key, String etag, long start, int bytes, Path target) throws IOException;

  /**
   * Opens an object.
   *
   * @return fails, rather than ending early, if the connection does
   */
  InputStream open(String key) throws IOException;

  /** Writes an object, replacing what is there. It is known to be whole when this returns. */
  ObjectAttributes write(String key, Path content) throws IOException;

  /**
   * Creates an object. Of several machines that create the same one, exactly one succeeds.
   *
   * @throws FileAlreadyExistsException if it is there, and was not created by this call
   */
  ObjectAttributes create(String key, Path content) throws IOException;

  /** Removes an object. Nothing happens if there is none. */
  void delete(String key) throws IOException;

  /** Removes a folder that is there without anything in it, in a store that has such. */
  default void deleteFolder(String key) throws IOException {}

  /** A writing that was begun and not ended. */
  record Unfinished(String key, String id, Instant begun) {}

  /** Those below a prefix, as far as the store knows. */
  List<Unfinished> unfinished(String prefix) throws IOException;

  void abort(Unfinished writing) throws IOException;

  @Override
  void close();
}
