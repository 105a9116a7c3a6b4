/** SFTP servers as sources. */
@NullMarked
package dev.bookreel.source.sftp;

import org.jspecify.annotations.NullMarked;
