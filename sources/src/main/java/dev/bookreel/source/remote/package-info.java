/**
 * What sources that keep connections to a host share: how the place is written, and how readers
 * share connections.
 */
@NullMarked
package dev.bookreel.source.remote;

import org.jspecify.annotations.NullMarked;
