/** S3, and what speaks its protocol, as a store for lakes. */
@NullMarked
package dev.bookreel.storage.s3;

import org.jspecify.annotations.NullMarked;
