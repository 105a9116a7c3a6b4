package dev.bookreel.source;

/**
 * What a source says that a file's content sums up to.
 *
 * @param algorithm as Java names it: {@code SHA-256}, {@code MD5}, or {@code CRC32}, {@code CRC32C}
 * @param hex in lower-case hexadecimal digits
 */
public record Checksum(String algorithm, String hex) {}
