package dev.bookreel.definition;

/** A value that nobody may see: it is shown as dots. */
public final class Secret {
  private static final String DOTS = "•••";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The value itself, for who needs it to log in. */
  public String reveal() {
    return value;
  }

  /** The text with dots wherever it has the value. */
  public String hiddenIn(String text) {
    return value.isEmpty() ? text : text.replace(value, DOTS);
  }

  @Override
  public String toString() {
    return DOTS;
  }
}
