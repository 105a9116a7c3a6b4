package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One file for one table, fetched at one time, as the raw zone keeps it.
 *
 * @param deliveredAt in milliseconds; orders the deliveries of a table
 * @param file the content; a delivery that equals its predecessor names the predecessor's file
 * @param bytes the content's size
 * @param sha256 of the content, in lower-case hexadecimal digits
 */
public record Delivery(
    TableName table, Instant deliveredAt, Path file, long bytes, String sha256) {}
