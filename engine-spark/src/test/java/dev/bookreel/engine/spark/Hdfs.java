package dev.bookreel.engine.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** An HDFS of one machine within the test's process. It keeps nothing. */
final class Hdfs {
  private static final MiniDFSCluster CLUSTER = start();

  private Hdfs() {}

  private static MiniDFSCluster start() {
    try {
      Path folder = Files.createTempDirectory("bookreel-hdfs-");
      return new MiniDFSCluster.Builder(new Configuration(), folder.toFile()).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String uri() {
    return CLUSTER.getURI().toString();
  }
}
