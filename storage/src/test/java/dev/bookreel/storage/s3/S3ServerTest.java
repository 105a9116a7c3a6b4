package dev.bookreel.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** That the server which tests go by does what S3 does, where a lake builds on it. */
class S3ServerTest {
  private static final S3Server SERVER = S3Server.start();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void ofManyThatCreateAnObjectOneSucceeds() throws Exception {
    String bucket = SERVER.newBucket();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (S3Client client = SERVER.connection().open()) {
      for (int round = 0; round < 10; round++) {
        String key = "log/" + round;
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
          String content = "writer " + writer;
          writers.add(
              () -> {
                try {
                  client.putObject(
                      it -> it.bucket(bucket).key(key).ifNoneMatch("*"),
                      RequestBody.fromString(content));
                  return 200;
                } catch (S3Exception e) {
                  return e.statusCode();
                }
              });
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> status : threads.invokeAll(writers)) {
          statuses.add(status.get());
        }
        assertThat(statuses).containsOnly(200, 412).containsOnlyOnce(200);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void refusesWrongKeys() {
    assertThatThrownBy(
            () -> {
              try (S3Client client =
                  S3Connection.of(
                          java.util.Map.of(
                              "AWS_ENDPOINT_URL",
                              SERVER.endpoint().toString(),
                              "AWS_ACCESS_KEY_ID",
                              S3Server.KEY,
                              "AWS_SECRET_ACCESS_KEY",
                              "wrong"))
                      .open()) {
                client.listBuckets();
              }
            })
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
  }
}
