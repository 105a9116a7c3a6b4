package dev.bookreel.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How help looks: a command's own options first, then those that every command has. */
final class HelpPage {
  private static final int NARROWEST = 80;
  private static final int WIDEST = 100;

  private HelpPage() {}

  static void applyTo(CommandLine root, int columns) {
    root.setUsageHelpWidth(Math.max(NARROWEST, Math.min(WIDEST, columns)));
    root.getSubcommands().values().forEach(HelpPage::sections);
    sections(root);
  }

  private static void sections(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .abbreviateSynopsis(true)
        .synopsisHeading("Usage: ")
        .descriptionHeading("%n")
        .parameterListHeading("%n");
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPage::options);
  }

  private static String options(Help help) {
    List<OptionSpec> all = help.commandSpec().options();
    return section(help, "Options", all.stream().filter(option -> !isCommon(option)).toList())
        + section(
            help, "Options of every command", all.stream().filter(HelpPage::isCommon).toList());
  }

  private static boolean isCommon(OptionSpec option) {
    boolean ofRoot = option.command().parent() == null;
    return ofRoot || option.inherited() || option.usageHelp() || option.versionHelp();
  }

  private static String section(Help help, String title, List<OptionSpec> options) {
    String list = help.optionListExcludingGroups(options);
    return list.isEmpty() ? "" : "%n%s:%n".formatted(title) + list;
  }
}
