/** What the command line says and does when what it is given is wrong. */
@org.jspecify.annotations.NullUnmarked
package dev.bookreel.cli.input;
