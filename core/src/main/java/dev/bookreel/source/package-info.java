/**
 * Where deliveries come from, as the product sees it: files to be read once. Adding a kind of
 * source is one class in the sources module that implements {@link dev.bookreel.source.SourceKind}.
 */
@NullMarked
package dev.bookreel.source;

import org.jspecify.annotations.NullMarked;
