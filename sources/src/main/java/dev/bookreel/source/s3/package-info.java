/**
 * Buckets as sources: of Amazon's S3, and of whatever speaks its protocol. Objects' keys are read
 * as paths.
 */
@NullMarked
package dev.bookreel.source.s3;

import org.jspecify.annotations.NullMarked;
