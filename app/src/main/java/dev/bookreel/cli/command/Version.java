package dev.bookreel.cli.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  /** For example {@code bookreel 1.0 (Java 17.0.15)}. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "bookreel %s (Java %s)"
        .formatted(version == null ? "(unpackaged)" : version, System.getProperty("java.version"));
  }
}
