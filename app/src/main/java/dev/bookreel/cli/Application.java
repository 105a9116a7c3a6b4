package dev.bookreel.cli;

import dev.bookreel.cli.command.AskCommand;
import dev.bookreel.cli.command.BookreelCommand;
import dev.bookreel.cli.command.CleanCommand;
import dev.bookreel.cli.command.CommonOptions;
import dev.bookreel.cli.command.CompactCommand;
import dev.bookreel.cli.command.DescribeCommand;
import dev.bookreel.cli.command.DiffCommand;
import dev.bookreel.cli.command.EngineKind;
import dev.bookreel.cli.command.FetchCommand;
import dev.bookreel.cli.command.HistoryCommand;
import dev.bookreel.cli.command.LakeAccess;
import dev.bookreel.cli.command.Lakes;
import dev.bookreel.cli.command.LoadCommand;
import dev.bookreel.cli.command.Locations;
import dev.bookreel.cli.command.QuarantineCommand;
import dev.bookreel.cli.command.RebuildCommand;
import dev.bookreel.cli.command.ReplayCommand;
import dev.bookreel.cli.command.RunCommand;
import dev.bookreel.cli.command.SampleCommand;
import dev.bookreel.cli.command.ShowCommand;
import dev.bookreel.cli.command.SourcesCommand;
import dev.bookreel.cli.command.SqlCommand;
import dev.bookreel.cli.command.StatusCommand;
import dev.bookreel.cli.command.TableAccess;
import dev.bookreel.cli.command.Tables;
import dev.bookreel.cli.command.TablesCommand;
import dev.bookreel.cli.command.ValidateCommand;
import dev.bookreel.cli.command.VerifyCommand;
import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.cli.shell.Readers;
import dev.bookreel.definition.ByteSize;
import dev.bookreel.source.SourceKind;
import dev.bookreel.source.directory.DirectorySourceKind;
import dev.bookreel.source.ftp.FtpSourceKind;
import dev.bookreel.source.http.HttpSourceKind;
import dev.bookreel.source.jdbc.JdbcSourceKind;
import dev.bookreel.source.s3.S3SourceKind;
import dev.bookreel.source.sftp.SftpSourceKind;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jline.terminal.TerminalBuilder;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParseResult;

/** Puts the command line together: the one place where its parts meet. */
public final class Application {
  private final Console console;
  private final InputStream in;
  private final Map<String, String> environment;
  private final LakeAccess lakes;
  private final TableAccess tables;
  private final FailureReport failures;

  public Application(
      Console console,
      InputStream in,
      Map<String, String> environment,
      LakeAccess lakes,
      TableAccess tables,
      Ending ending) {
    this.console = console;
    this.in = in;
    this.environment = Map.copyOf(environment);
    this.lakes = lakes;
    this.tables = tables;
    this.failures = new FailureReport(console, ending);
  }

  /** With all kinds of sources and both engines: what ships. */
  public static Application assembled(
      Locations locations, Console console, InputStream in, Ending ending) {
    Map<String, String> environment = locations.environment();
    List<SourceKind> kinds =
        List.of(
            new JdbcSourceKind(environment),
            new DirectorySourceKind(),
            new FtpSourceKind(),
            new SftpSourceKind(),
            new HttpSourceKind(),
            new S3SourceKind(environment));
    return new Application(
        console,
        in,
        environment,
        new Lakes(locations, environment, kinds, console, ending),
        new Tables(locations.workingDirectory(), environment, ending),
        ending);
  }

  /** Runs one command line and returns the exit status; whatever goes wrong is reported. */
  public int run(String... args) {
    CommonOptions options = new CommonOptions();
    try {
      String[] words = Commands.withoutShortForms(args);
      return commandLine(options, Commands.neededFor(words)).execute(words);
    } catch (Error e) {
      return failures.report(e, options.verbose());
    }
  }

  private CommandLine commandLine(CommonOptions options, Collection<String> names) {
    CommandLine commandLine = new CommandLine(new BookreelCommand(options));
    names.forEach(name -> commandLine.addSubcommand(name, command(name, options)));
    HelpPage.applyTo(commandLine, console.columns());
    return commandLine
        .registerConverter(Instant.class, Conversions::instant)
        .registerConverter(ByteSize.class, Conversions::memory)
        .registerConverter(OptionalInt.class, Conversions::threads)
        .registerConverter(OutputFormat.class, Conversions.oneOf(OutputFormat.values()))
        .registerConverter(EngineKind.class, Conversions.oneOf(EngineKind.values()))
        .setOut(console.out())
        .setErr(console.err())
        .setExecutionStrategy(parsed -> execute(parsed, options))
        .setExecutionExceptionHandler((e, command, parsed) -> failures.report(e, options.verbose()))
        .setParameterExceptionHandler(new UsageErrors(console));
  }

  private Object command(String name, CommonOptions options) {
    return switch (name) {
      case "run" -> new RunCommand(options, console, lakes);
      case "fetch" -> new FetchCommand(options, console, lakes);
      case "sources" -> new SourcesCommand(options, console, lakes);
      case "load" -> new LoadCommand(options, console, lakes);
      case "ask" -> new AskCommand(options, console, lakes);
      case "sql" ->
          new SqlCommand(
              options,
              console,
              in,
              lakes,
              Readers.historyFile(environment),
              () -> TerminalBuilder.builder().system(true).build());
      case "tables" -> new TablesCommand(options, console, lakes);
      case "describe" -> new DescribeCommand(options, console, lakes, tables);
      case "show" -> new ShowCommand(options, console, tables);
      case "history" -> new HistoryCommand(options, console, lakes);
      case "diff" -> new DiffCommand(options, console, lakes);
      case "status" -> new StatusCommand(options, console, lakes);
      case "quarantine" -> new QuarantineCommand(options, console, lakes);
      case "replay" -> new ReplayCommand(options, console, lakes);
      case "rebuild" -> new RebuildCommand(options, console, lakes);
      case "compact" -> new CompactCommand(options, console, lakes);
      case "verify" -> new VerifyCommand(options, console, lakes);
      case "clean" -> new CleanCommand(options, console, lakes);
      case "validate" -> new ValidateCommand(options, console, lakes);
      case "sample" -> new SampleCommand(options, console);
      case "generate-completion" -> new GenerateCompletion();
      case "help" -> new HelpCommand();
      default -> throw new IllegalArgumentException("No command " + name);
    };
  }

  private static int execute(ParseResult parsed, CommonOptions options) {
    LogLevels.apply(options.verbose());
    return new CommandLine.RunLast().execute(parsed);
  }
}
