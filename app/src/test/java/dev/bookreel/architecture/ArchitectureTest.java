package dev.bookreel.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The folder list is the architecture: dependencies point from app over engines and sources, and
 * from sources over storage, to core.
 */
@AnalyzeClasses(
    packages = "dev.bookreel",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
class ArchitectureTest {

  /** Modules lend each other tests in jars. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String ENGINES = "dev.bookreel.engine.*..";
  private static final String SOURCES = "dev.bookreel.source.*..";
  private static final String STORAGE = "dev.bookreel.storage..";
  private static final String[] APP = {"dev.bookreel.cli..", "dev.bookreel.sample.."};

  @ArchTest
  static final ArchRule coreKnowsNoEngineNoSourceNoApp =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.bookreel.compression..",
              "dev.bookreel.definition..",
              "dev.bookreel.delivery..",
              "dev.bookreel.engine",
              "dev.bookreel.error..",
              "dev.bookreel.explain..",
              "dev.bookreel.file..",
              "dev.bookreel.parallel..",
              "dev.bookreel.pipeline..",
              "dev.bookreel.source",
              "dev.bookreel.upkeep..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ENGINES,
              SOURCES,
              STORAGE,
              APP[0],
              APP[1],
              "org.duckdb..",
              "io.delta..",
              "org.apache.hadoop..",
              "org.apache.spark..");

  @ArchTest
  static final ArchRule enginesKnowNoSourcesAndNoApp =
      noClasses()
          .that()
          .resideInAPackage(ENGINES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SOURCES, APP[0], APP[1]);

  /** Spark's tasks open the lake on their machines. */
  @ArchTest
  static final ArchRule theEmbeddedEngineKnowsNoStorage =
      noClasses()
          .that()
          .resideInAPackage("dev.bookreel.engine.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(STORAGE);

  @ArchTest
  static final ArchRule storageKnowsCoreAlone =
      noClasses()
          .that()
          .resideInAPackage(STORAGE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ENGINES, SOURCES, APP[0], APP[1]);

  @ArchTest
  static final ArchRule onlyStorageAndItsSourceKnowAmazonsClient =
      noClasses()
          .that()
          .resideOutsideOfPackages(STORAGE, "dev.bookreel.source.s3..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

  @ArchTest
  static final ArchRule sourcesKnowNoEngineAndNoApp =
      noClasses()
          .that()
          .resideInAPackage(SOURCES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ENGINES, APP[0], APP[1]);

  @ArchTest
  static final ArchRule onlyTheEmbeddedEngineKnowsDuckDb =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bookreel.engine.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.duckdb..");

  @ArchTest
  static final ArchRule onlyTheSparkEngineKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bookreel.engine.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule onlyEnginesKnowTheTransactionLog =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINES)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.delta..");

  @ArchTest
  static final ArchRule theEmbeddedEngineDoesNotKnowTheOther =
      noClasses()
          .that()
          .resideInAPackage("dev.bookreel.engine.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.bookreel.engine.spark..");

  @ArchTest
  static final ArchRule theTransactionLogKnowsNoSql =
      noClasses()
          .that()
          .resideInAPackage("dev.bookreel.engine.embedded.delta")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.duckdb..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.bookreel.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule everyFailureIsALakeException =
      classes()
          .that()
          .areAssignableTo(RuntimeException.class)
          .and()
          .resideOutsideOfPackage("dev.bookreel.cli..")
          .should()
          .beAssignableTo(dev.bookreel.error.LakeException.class);
}
