package dev.bookreel.engine;

/**
 * What a compaction rewrote.
 *
 * @param version the table's version that it made
 * @param filesBefore how many files there are fewer of
 * @param filesAfter how many files came in their place
 */
public record Compaction(
    long version, long filesBefore, long filesAfter, long bytesBefore, long bytesAfter) {}
