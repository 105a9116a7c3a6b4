/** Encrypted connections and whom they trust. */
@NullMarked
package dev.bookreel.tls;

import org.jspecify.annotations.NullMarked;
