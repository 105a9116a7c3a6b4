package dev.bookreel.definition;

/**
 * A single value of a YAML file.
 *
 * @param written as the file has it: the form for problems
 * @param value with variables filled in; may be secret
 */
record YamlScalar(String written, String value, int line) {

  /** Leaves out the value: it may be secret. */
  @Override
  public String toString() {
    return written;
  }
}
