package dev.bookreel.delivery;

import dev.bookreel.source.FileState;
import java.util.Optional;

/**
 * What reading a file gave.
 *
 * @param state the file's, before and after
 * @param bytes how many there were
 * @param sha256 in lower-case hexadecimal digits
 * @param watermark how far the reading came in what keeps growing
 */
record Content(FileState state, long bytes, String sha256, Optional<String> watermark) {}
