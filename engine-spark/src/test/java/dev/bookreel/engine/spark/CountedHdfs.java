package dev.bookreel.engine.spark;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsDataInputStream;

/** HDFS that knows how many bytes were read of a file, each time that it was opened. */
public final class CountedHdfs extends DistributedFileSystem {
  private static final Map<String, List<Long>> READ = new ConcurrentHashMap<>();

  /**
   * By whomever, since this process began.
   *
   * @param path without the file system's URI
   */
  static List<Long> read(String path) {
    return READ.getOrDefault(path, List.of());
  }

  @Override
  public FSDataInputStream open(Path file, int bufferBytes) throws IOException {
    HdfsDataInputStream opened = (HdfsDataInputStream) super.open(file, bufferBytes);
    return new FSDataInputStream(opened) {
      @Override
      public void close() throws IOException {
        READ.computeIfAbsent(file.toUri().getPath(), it -> new CopyOnWriteArrayList<>())
            .add(opened.getReadStatistics().getTotalBytesRead());
        super.close();
      }
    };
  }
}
