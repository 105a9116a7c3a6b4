package dev.bookreel.cli.profile;

import dev.bookreel.cli.console.Console;
import picocli.CommandLine.Option;

/** The option by which a command is asked to tell where its time went. */
public final class ProfileOption {

  @Option(
      names = "--profile",
      description =
          "Tell on standard error where the time went, by load, phase and question, with the slowest"
              + " SQL statements and their plans")
  private boolean wanted;

  /** Begins the profile, or one that does nothing. */
  public Profile begin(Console console) {
    return wanted ? Profile.of(console) : Profile.none();
  }
}
