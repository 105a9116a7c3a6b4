/** The documentation's promise that what it shows is what happens. */
@org.jspecify.annotations.NullMarked
package dev.bookreel.readme;
