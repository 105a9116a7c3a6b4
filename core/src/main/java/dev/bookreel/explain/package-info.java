/**
 * Why a record is as it is: its versions with what changed and which delivery caused each, and what
 * differs between two moments. Reads only.
 */
@NullMarked
package dev.bookreel.explain;

import org.jspecify.annotations.NullMarked;
