/** The product's main job on whole lakes, as a user would see it. */
@org.jspecify.annotations.NullUnmarked
package dev.bookreel.story;
