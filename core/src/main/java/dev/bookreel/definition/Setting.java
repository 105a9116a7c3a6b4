package dev.bookreel.definition;

/**
 * A key that a kind of source understands beside those of every source.
 *
 * @param example a value that is right, for messages
 */
public record Setting(String name, Form form, boolean required, String example) {

  /** What a setting's value may be. */
  public enum Form {
    TEXT,
    /** A whole number from 0. */
    NUMBER,
    /** A whole number with {@code ms}, {@code s}, {@code min}, {@code h} or {@code d}. */
    DURATION,
    /** {@code true} or {@code false}. */
    FLAG,
    /**
     * Only from the environment, as in {@code password: ${FTP_PASSWORD}}, or from a file, as in
     * {@code password_file: /run/secrets/ftp}: never written in the project itself.
     */
    SECRET,
    /** A mapping from tables' names to texts. */
    BY_TABLE,
    /** The same, for tables that contain changes only. */
    BY_TABLE_OF_CHANGES
  }

  /** A text that must be there. */
  public static Setting required(String name, String example) {
    return new Setting(name, Form.TEXT, true, example);
  }

  /** A text that may be there. */
  public static Setting text(String name, String example) {
    return new Setting(name, Form.TEXT, false, example);
  }

  /** A whole number that may be there. */
  public static Setting number(String name, String example) {
    return new Setting(name, Form.NUMBER, false, example);
  }

  /** A length of time that may be there. */
  public static Setting duration(String name, String example) {
    return new Setting(name, Form.DURATION, false, example);
  }

  /** A truth value that may be there. */
  public static Setting flag(String name) {
    return new Setting(name, Form.FLAG, false, "true");
  }

  /** A secret that may be there. */
  public static Setting secret(String name) {
    return new Setting(
        name, Form.SECRET, false, "${" + name.toUpperCase(java.util.Locale.ROOT) + "}");
  }

  /** A mapping from tables to texts that may be there. */
  public static Setting byTable(String name, String example) {
    return new Setting(name, Form.BY_TABLE, false, example);
  }

  /** A mapping from tables that contain changes to texts that may be there. */
  public static Setting byTableOfChanges(String name, String example) {
    return new Setting(name, Form.BY_TABLE_OF_CHANGES, false, example);
  }

  /** The key under which the file with a secret is named. */
  String fileKey() {
    return name + "_file";
  }
}
