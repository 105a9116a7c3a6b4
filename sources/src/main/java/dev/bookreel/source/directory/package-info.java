/**
 * Directories as sources: a plain folder with the files, or a folder of folders that are named by
 * delivery times.
 */
@NullMarked
package dev.bookreel.source.directory;

import org.jspecify.annotations.NullMarked;
