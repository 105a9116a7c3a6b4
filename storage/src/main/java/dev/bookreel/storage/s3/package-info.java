/**
 * S3, and what speaks its protocol, as a place for a lake: a file system over a bucket, of which
 * this machine keeps copies.
 */
@NullMarked
package dev.bookreel.storage.s3;

import org.jspecify.annotations.NullMarked;
