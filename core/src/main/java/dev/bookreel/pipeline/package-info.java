/**
 * The main job: fetch what sources have, load what was not loaded, ask the questions, and record
 * each step in the lake's own tables. {@link dev.bookreel.pipeline.Pipeline} is what the command
 * line drives.
 */
@NullMarked
package dev.bookreel.pipeline;

import org.jspecify.annotations.NullMarked;
