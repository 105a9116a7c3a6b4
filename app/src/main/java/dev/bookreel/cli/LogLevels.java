package dev.bookreel.cli;

/**
 * How much is logged, to standard error. slf4j-simple reads its properties when the first logger is
 * made, so this comes before anything that logs.
 */
final class LogLevels {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private LogLevels() {}

  static void apply(boolean verbose) {
    System.setProperty(PREFIX + "defaultLogLevel", verbose ? "info" : "warn");
    System.setProperty(PREFIX + "log.dev.bookreel", verbose ? "debug" : "warn");
    // Kernel warns of every table that is too young for a checkpoint.
    System.setProperty(PREFIX + "log.io.delta", verbose ? "info" : "error");
    // It warns of every connection that breaks, with a trace; the source tells what comes of it.
    System.setProperty(PREFIX + "log.org.apache.sshd", verbose ? "info" : "off");
    // They warn of what a machine lacks that is no cluster's.
    System.setProperty(PREFIX + "log.org.apache.spark", verbose ? "info" : "error");
    System.setProperty(PREFIX + "log.org.apache.hadoop", verbose ? "info" : "error");
    System.setProperty(PREFIX + "log.org.sparkproject", verbose ? "info" : "error");
    System.setProperty(PREFIX + "showThreadName", String.valueOf(verbose));
    System.setProperty(PREFIX + "showShortLogName", "true");
    System.setProperty(PREFIX + "showDateTime", String.valueOf(verbose));
    System.setProperty(PREFIX + "dateTimeFormat", "HH:mm:ss.SSS");
  }
}
