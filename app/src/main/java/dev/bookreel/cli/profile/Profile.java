package dev.bookreel.cli.profile;

import dev.bookreel.cli.console.Console;
import dev.bookreel.pipeline.PipelineListener;

/** Where a command's time goes; closing it prints that on standard error. */
public interface Profile extends AutoCloseable {

  /** A step of the command begins, and the one before it has ended. */
  void step(String name);

  /** Listens in the place of another listener, which hears everything all the same. */
  PipelineListener before(PipelineListener next);

  @Override
  void close();

  /** Since the process began. */
  static Profile of(Console console) {
    return new Recording(console.err(), System::nanoTime, Recording.processAge());
  }

  /** Records and prints nothing. */
  static Profile none() {
    return new Profile() {
      @Override
      public void step(String name) {}

      @Override
      public PipelineListener before(PipelineListener next) {
        return next;
      }

      @Override
      public void close() {}
    };
  }
}
