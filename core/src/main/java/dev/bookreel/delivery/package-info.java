/**
 * Deliveries, the raw zone that keeps every one of them unchanged, each beside its manifest, and
 * the fetch that brings them there.
 */
@NullMarked
package dev.bookreel.delivery;

import org.jspecify.annotations.NullMarked;
