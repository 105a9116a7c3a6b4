package dev.bookreel.cli;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.error.Nearest;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, what was probably meant, and where the help is. */
final class UsageErrors implements IParameterExceptionHandler {
  private final Console console;

  UsageErrors(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    console.err().println("bookreel: " + message(e, command));
    console.err().println("Try '" + name + " --help'.");
    return ExitStatus.WRONG_USAGE;
  }

  private static String message(ParameterException e, CommandLine command) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    String word = unmatched.getUnmatched().get(0);
    if (unmatched.isUnknownOption()) {
      return unknown("option", word, command.getCommandSpec().optionsMap().keySet());
    }
    if (!command.getSubcommands().isEmpty()) {
      return unknown("command", word, Commands.NAMES);
    }
    return "'" + word + "' is one argument too many.";
  }

  private static String unknown(String what, String word, Collection<String> known) {
    List<String> names = known.stream().filter(name -> !name.matches("-.")).sorted().toList();
    return "There is no %s '%s'. %s".formatted(what, word, Nearest.hint(word, names));
  }
}
