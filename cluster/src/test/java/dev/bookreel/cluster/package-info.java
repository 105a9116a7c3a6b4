/** The assembled jar on a cluster that the tests start. */
@org.jspecify.annotations.NullMarked
package dev.bookreel.cluster;
