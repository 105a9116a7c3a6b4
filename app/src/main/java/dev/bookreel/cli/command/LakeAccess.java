package dev.bookreel.cli.command;

/** Opens the lake and the project that the options name. */
public interface LakeAccess {

  /**
   * Opens them.
   *
   * @throws dev.bookreel.error.LakeException if one does not exist or cannot be used
   * @throws dev.bookreel.error.WrongDefinitionException if the project's definitions are wrong
   */
  OpenLake open(CommonOptions options);
}
