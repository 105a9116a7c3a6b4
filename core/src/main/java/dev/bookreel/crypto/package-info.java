/**
 * Digests and encryption at the processor's speed, also in a process too short for Java's second
 * compiler.
 */
@NullMarked
package dev.bookreel.crypto;

import org.jspecify.annotations.NullMarked;
