/** Deliveries and the raw zone that keeps every one of them unchanged, each beside its manifest. */
@NullMarked
package dev.bookreel.delivery;

import org.jspecify.annotations.NullMarked;
