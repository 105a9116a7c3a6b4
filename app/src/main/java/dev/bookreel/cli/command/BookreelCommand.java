package dev.bookreel.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code bookreel} itself: holds the common options and does nothing without a command. */
@Command(
    name = "bookreel",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = false,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Brings deliveries into Delta tables that remember every version of every record, and"
            + " answers questions about them.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  bookreel run                  fetch, load and answer everything that is there",
      "  bookreel sql                  look into the lake, interactively",
      "  bookreel ask median-stream-size -p month=2021-12",
      "",
      "Exit status: 0 done; 1 a load or question failed or is held; 2 wrong usage.",
      "'bookreel COMMAND --help' explains a command."
    })
public final class BookreelCommand implements Runnable {
  @Mixin private final CommonOptions options;
  @Spec private CommandSpec spec = CommandSpec.create();

  public BookreelCommand(CommonOptions options) {
    this.options = options;
  }

  /** Shared by all commands. */
  public CommonOptions options() {
    return options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }
}
