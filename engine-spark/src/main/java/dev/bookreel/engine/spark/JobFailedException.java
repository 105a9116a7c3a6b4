package dev.bookreel.engine.spark;

import dev.bookreel.error.LakeException;

/** Spark gave a job up: tasks failed again and again, or there was nobody left to run them. */
final class JobFailedException extends LakeException {
  private static final long serialVersionUID = 1;

  private final Exception reason;

  JobFailedException(Exception reason) {
    super(
        "Spark gave up: %s. Nothing was committed; run the same command again when that is mended"
            .formatted(WrongSql.firstLine(reason)),
        reason);
    this.reason = reason;
  }

  /** What Spark says. */
  Exception reason() {
    return reason;
  }
}
