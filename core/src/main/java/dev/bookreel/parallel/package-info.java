/** Work on many things at a time, which has ended when the call returns. */
@NullMarked
package dev.bookreel.parallel;

import org.jspecify.annotations.NullMarked;
