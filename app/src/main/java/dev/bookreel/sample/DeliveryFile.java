package dev.bookreel.sample;

import java.io.IOException;

/** One file of every night. */
interface DeliveryFile {

  /** The file's path within a night's folder, with slashes. */
  String path();

  /** Writes the whole file of this night. */
  void write(int night, DeliveryOutput out) throws IOException;
}
