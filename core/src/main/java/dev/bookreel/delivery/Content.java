package dev.bookreel.delivery;

/**
 * What reading a file gave.
 *
 * @param state the file's, before and after
 * @param sha256 in lower-case hexadecimal digits
 */
record Content(FileState state, String sha256) {}
