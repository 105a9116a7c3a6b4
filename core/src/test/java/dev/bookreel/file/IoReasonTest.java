package dev.bookreel.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class IoReasonTest {

  @Test
  void everyFailureHasAReasonInWords() {
    assertThat(IoReason.of(new AccessDeniedException("/a"))).isEqualTo("permission denied");
    assertThat(IoReason.of(new NoSuchFileException("/a"))).isEqualTo("it does not exist");
    assertThat(IoReason.of(new FileAlreadyExistsException("/a"))).isEqualTo("it exists already");
    assertThat(IoReason.of(new FileSystemException("/a", null, "Is a directory")))
        .isEqualTo("Is a directory");
    assertThat(IoReason.of(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(IoReason.of(new EOFException())).isEqualTo("EOFException");
  }
}
