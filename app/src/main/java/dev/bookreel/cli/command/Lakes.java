package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.ProjectReader;
import dev.bookreel.definition.Secret;
import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.engine.spark.SparkEngine;
import dev.bookreel.engine.spark.SparkLake;
import dev.bookreel.error.WrongDefinitionException;
import dev.bookreel.error.WrongDefinitionException.Problem;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.explain.Explainer;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.pipeline.PipelineListener;
import dev.bookreel.source.SourceKind;
import dev.bookreel.upkeep.Upkeep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Opens lakes with the engine that the options name. */
public final class Lakes implements LakeAccess {
  /** What the variables with the secrets of {@code --from} begin with. */
  private static final String FROM_PREFIX = "BOOKREEL_FROM_";

  private final Locations locations;
  private final Map<String, String> environment;
  private final List<SourceKind> kinds;
  private final Console console;
  private final Ending ending;

  /**
   * @param kinds the kinds of sources that projects may declare
   * @param ending closes what is still open when the process ends
   */
  public Lakes(
      Locations locations,
      Map<String, String> environment,
      List<SourceKind> kinds,
      Console console,
      Ending ending) {
    this.locations = locations;
    this.environment = Map.copyOf(environment);
    this.kinds = List.copyOf(kinds);
    this.console = console;
    this.ending = ending;
  }

  @Override
  public LakeDefinition definition(CommonOptions options) {
    Path project = locations.project(options);
    return new ProjectReader(environment)
        .read(project, settings(), source -> kind(source).check(source, project));
  }

  private Map<String, List<Setting>> settings() {
    return kinds.stream().collect(Collectors.toMap(SourceKind::name, SourceKind::settings));
  }

  private SourceKind kind(SourceDefinition source) {
    return kinds.stream()
        .filter(kind -> kind.name().equals(source.kind()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public OpenLake open(CommonOptions options, UnaryOperator<PipelineListener> watching) {
    LakeDefinition definition =
        new ProjectReader(environment).read(locations.project(options), settings());
    Place place = place(options);
    Path root = place.root();
    PipelineListener listener = watching.apply(new ConsoleListener(console));
    Engine engine = ending.closing(engine(root, definition, options, listener));
    Pipeline pipeline =
        new Pipeline(
            definition,
            root,
            engine,
            options.limits().threads().orElseGet(Runtime.getRuntime()::availableProcessors),
            Clock.systemUTC(),
            listener);
    return new Opened(place, definition, engine, pipeline, new Explainer(root, engine), options);
  }

  private Engine engine(
      Path root, LakeDefinition definition, CommonOptions options, EngineListener listener) {
    if (options.engine() == EngineKind.EMBEDDED) {
      return new EmbeddedEngine(root, definition, options.limits(), listener);
    }
    return onSpark(
        () ->
            new SparkEngine(root, definition, options.limits(), sparkSettings(options), listener));
  }

  private static <T> T onSpark(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (NoClassDefFoundError e) {
      throw new WrongUsageException(
          "--engine spark: Spark is not on the class path. Start with './bookreel', which puts it there, or give the assembled jar to spark-submit");
    }
  }

  private Map<String, String> sparkSettings(CommonOptions options) {
    return SparkLake.settings(locations.lake(options), environment, options.spark());
  }

  private Place place(CommonOptions options) {
    String lake = locations.lake(options);
    Path directory = locations.workingDirectory();
    Place place =
        options.engine() == EngineKind.EMBEDDED
            ? Place.open(lake, directory, environment, "without --engine spark lakes", ending)
            : onSpark(
                () ->
                    Place.openForSpark(
                        lake, directory, sparkSettings(options), environment, ending));
    Path root = place.root();
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new WrongUsageException(
          "Cannot open the lake: %s is a file. Name a directory with --lake; it is made if it does not exist"
              .formatted(root));
    }
    return place;
  }

  private List<FetchSource> sources(CommonOptions options, LakeDefinition definition) {
    if (options.from().isPresent()) {
      return List.of(given(options.from().get()));
    }
    List<Problem> unfilled =
        definition.sources().stream().flatMap(source -> source.unfilled().stream()).toList();
    if (!unfilled.isEmpty()) {
      throw new WrongDefinitionException(unfilled);
    }
    Path base = locations.project(options);
    return definition.sources().stream()
        .map(source -> FetchSource.declared(source, kind(source), base))
        .toList();
  }

  /** The source that {@code --from} names; secrets that it needs come from the environment. */
  private FetchSource given(String from) {
    SourceKind kind =
        kinds.stream()
            .filter(it -> it.understands(from))
            .findFirst()
            .orElseThrow(() -> nobodyUnderstands(from));
    Map<String, Secret> secrets = new HashMap<>();
    for (Setting setting : kind.settings()) {
      String value = environment.get(FROM_PREFIX + setting.name().toUpperCase(Locale.ROOT));
      if (setting.form() == Setting.Form.SECRET && value != null) {
        secrets.put(setting.name(), new Secret(value));
      }
    }
    SourceDefinition definition =
        new SourceDefinition(
            SourceDefinition.FROM,
            kind.name(),
            kind.settingsOf(from),
            secrets,
            Map.of(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    return FetchSource.declared(definition, kind, locations.workingDirectory());
  }

  private WrongUsageException nobodyUnderstands(String from) {
    return new WrongUsageException(
        "--from %s: no kind of source here understands that. There are: %s"
            .formatted(
                from.replaceFirst("://.*@", "://...@").replaceFirst("([?#]).*", "$1..."),
                kinds.stream().map(SourceKind::name).collect(Collectors.joining(", "))));
  }

  private final class Opened implements OpenLake {
    private final Place place;
    private final LakeDefinition definition;
    private final Engine engine;
    private final Pipeline pipeline;
    private final Explainer explainer;
    private final CommonOptions options;

    Opened(
        Place place,
        LakeDefinition definition,
        Engine engine,
        Pipeline pipeline,
        Explainer explainer,
        CommonOptions options) {
      this.place = place;
      this.definition = definition;
      this.engine = engine;
      this.pipeline = pipeline;
      this.explainer = explainer;
      this.options = options;
    }

    @Override
    public LakeDefinition definition() {
      return definition;
    }

    @Override
    public LakeView view(Moment moment) {
      return engine.view(moment);
    }

    @Override
    public Explainer explainer() {
      return explainer;
    }

    @Override
    public Pipeline pipeline() {
      return pipeline;
    }

    @Override
    public Upkeep upkeep() {
      return new Upkeep(place.root(), engine);
    }

    @Override
    public List<FetchSource> sources() {
      return Lakes.this.sources(options, definition);
    }

    @Override
    public void close() {
      ending.released(engine);
      try {
        engine.close();
      } finally {
        place.close();
      }
    }
  }
}
