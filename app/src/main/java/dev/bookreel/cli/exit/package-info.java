/** How the process ends: its exit status, and what is closed when somebody interrupts it. */
@NullMarked
package dev.bookreel.cli.exit;

import org.jspecify.annotations.NullMarked;
