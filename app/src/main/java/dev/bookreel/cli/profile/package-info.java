/** Tells people where a command's time went. */
@NullMarked
package dev.bookreel.cli.profile;

import org.jspecify.annotations.NullMarked;
