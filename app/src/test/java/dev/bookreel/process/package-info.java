/** The packaged command line, run in processes of its own. */
@NullMarked
package dev.bookreel.process;

import org.jspecify.annotations.NullMarked;
