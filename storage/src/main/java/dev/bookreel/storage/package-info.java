/**
 * Lakes that do not lie on the local disk: a file system over the objects of a store, of which this
 * machine keeps copies.
 */
@NullMarked
package dev.bookreel.storage;

import org.jspecify.annotations.NullMarked;
