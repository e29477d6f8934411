// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailureTextTest {

  @Test
  void saysWhatHappenedInWords() {
    assertEquals("no such file: /a", FailureText.of(new NoSuchFileException("/a")));
    assertEquals("permission denied: /a", FailureText.of(new AccessDeniedException("/a")));
    assertEquals("not directory: /a", FailureText.of(new NotDirectoryException("/a")));
    assertEquals(
        "too many open files: /a",
        FailureText.of(new FileSystemException("/a", null, "Too many open files")));
    assertEquals("unknown host: joe", FailureText.of(new UnknownHostException("joe")));
    assertEquals("connection failed", FailureText.of(new ConnectException()));
    assertEquals("Read timed out", FailureText.of(new SocketTimeoutException("Read timed out")));
    assertEquals("closed channel", FailureText.of(new ClosedChannelException()));
    assertEquals("this is not text in UTF-8", FailureText.of(new MalformedInputException(1)));
    assertEquals("the disk burns", FailureText.of(new CheckFailure("the disk burns")));
  }

  @Test
  void namesNoClass() {
    List<Throwable> all =
        List.of(
            new IOException(),
            new IOException("x"),
            new EOFException(),
            new EOFException("x"),
            new SSLHandshakeException("x"),
            new FileSystemLoopException("/a"),
            new FileSystemException(null),
            new NullPointerException(),
            new StackOverflowError(),
            new IllegalStateException("x") {});
    for (Throwable thrown : all) {
      String said = FailureText.of(thrown) + FailureText.ofBug(thrown);
      assertFalse(said.matches(".*[a-z](Exception|Error).*"), said);
    }
  }

  @Test
  void theLogSaysWhereWithoutTheMessage() {
    String where = FailureText.where(new IllegalStateException("sesame"));
    assertFalse(where.contains("sesame"));
    assertEquals("java.lang.IllegalStateException", where.lines().findFirst().orElseThrow());
    assertFalse(where.lines().noneMatch(line -> line.contains("FailureTextTest")), where);
  }
}
