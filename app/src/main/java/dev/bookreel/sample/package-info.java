/**
 * Makes deliveries to try Bookreel with: invented data in the shape of the vendor's and the app's
 * real files, a folder a night, the same bytes for the same {@link dev.bookreel.sample.SampleSpec}
 * everywhere, and as many gigabytes as asked for in constant memory.
 */
@NullMarked
package dev.bookreel.sample;

import org.jspecify.annotations.NullMarked;
