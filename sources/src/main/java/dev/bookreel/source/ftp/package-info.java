/** FTP servers as sources, also over TLS. */
@NullMarked
package dev.bookreel.source.ftp;

import org.jspecify.annotations.NullMarked;
