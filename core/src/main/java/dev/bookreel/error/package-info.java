/**
 * What can go wrong, named by what the caller can do next. Every message has the problem, the
 * reason and the fix.
 */
@NullMarked
package dev.bookreel.error;

import org.jspecify.annotations.NullMarked;
