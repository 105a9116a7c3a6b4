/**
 * Compressed files: how they are recognised, which names they go by, and how they are inflated
 * within limits.
 */
@NullMarked
package dev.bookreel.compression;

import org.jspecify.annotations.NullMarked;
