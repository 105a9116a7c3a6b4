/**
 * Web servers as sources, over Java's own client: files are looked at with HEAD, read with GET,
 * read on with Range, and patterns are matched against the links of a folder's page.
 */
@NullMarked
package dev.bookreel.source.http;

import org.jspecify.annotations.NullMarked;
