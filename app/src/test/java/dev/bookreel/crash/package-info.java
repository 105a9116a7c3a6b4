/**
 * Real processes that are killed, meet failing disks and get in each other's way: what they leave
 * is compared with what an undisturbed one leaves.
 */
@org.jspecify.annotations.NullUnmarked
package dev.bookreel.crash;
