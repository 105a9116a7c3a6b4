package dev.bookreel.cli.command;

import java.util.Locale;

/** The engines that {@code --engine} can name. */
public enum EngineKind {
  EMBEDDED,
  SPARK;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
