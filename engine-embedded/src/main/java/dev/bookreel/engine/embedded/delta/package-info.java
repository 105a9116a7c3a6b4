/**
 * Delta tables as Delta Kernel sees them: versions, files, deletion vectors, commits. Knows no SQL
 * and reads no data; whoever commits has written the files before.
 */
@NullMarked
package dev.bookreel.engine.embedded.delta;

import org.jspecify.annotations.NullMarked;
