// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What a thrown thing means, in words for people. */
final class FailureText {

  private FailureText() {}

  /** Of something that was to be expected: the outside is not as it should be. */
  static String of(Throwable thrown) {
    String text = thrown.getMessage();
    if (thrown instanceof UnknownHostException) {
      return "unknown host: " + text;
    }
    if (thrown instanceof NoSuchFileException) {
      return "no such file: " + text;
    }
    if (thrown instanceof AccessDeniedException) {
      return "permission denied: " + text;
    }
    if (text == null || text.isBlank()) {
      return thrown instanceof ConnectException
          ? "connection failed"
          : thrown.getClass().getSimpleName();
    }
    boolean plain = thrown instanceof CheckFailure || thrown.getClass() == IOException.class;
    return plain ? text.strip() : text.strip() + " (" + thrown.getClass().getSimpleName() + ")";
  }

  /** Of something that should never be thrown: a mistake in the plugin. */
  static String ofBug(Throwable thrown) {
    String text = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    return "error inside the plugin: " + (text == null ? name : name + ": " + text.strip());
  }
}
