/**
 * Files that survive a crash: written under a temporary name, forced to the disk, and only then
 * given their own name. What has its name is whole.
 */
@NullMarked
package dev.bookreel.file;

import org.jspecify.annotations.NullMarked;
