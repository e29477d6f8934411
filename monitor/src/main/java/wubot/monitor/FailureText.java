// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a thrown thing means, in words for people. */
final class FailureText {

  private static final int FRAMES = 12;

  private FailureText() {}

  /** Of something that was to be expected: the outside is not as it should be. */
  static String of(Throwable thrown) {
    String text = Objects.toString(thrown.getMessage(), "").strip();
    if (thrown instanceof CheckFailure && !text.isEmpty()) {
      return text;
    }
    if (thrown instanceof FileSystemException file) {
      return of(file);
    }
    if (thrown instanceof UnknownHostException) {
      return "unknown host: " + text;
    }
    if (thrown instanceof CharacterCodingException) {
      return "this is not text in UTF-8";
    }
    if (text.isEmpty()) {
      return thrown instanceof ConnectException ? "connection failed" : words(thrown);
    }
    return text;
  }

  private static String of(FileSystemException thrown) {
    String file = Objects.toString(thrown.getFile(), "a file");
    if (thrown instanceof NoSuchFileException) {
      return "no such file: " + file;
    }
    if (thrown instanceof AccessDeniedException) {
      return "permission denied: " + file;
    }
    String reason = Objects.toString(thrown.getReason(), words(thrown));
    return reason.toLowerCase(Locale.ROOT) + ": " + file;
  }

  /** Of something that should never be thrown: a mistake in the plugin. */
  static String ofBug(Throwable thrown) {
    String text = Objects.toString(thrown.getMessage(), "").strip();
    return "error inside the plugin, the log says where: "
        + (text.isEmpty() ? words(thrown) : text);
  }

  /** Where it was thrown, for the log: no message, which might quote anything. */
  static String where(Throwable thrown) {
    return thrown.getClass().getName()
        + Arrays.stream(thrown.getStackTrace())
            .limit(FRAMES)
            .map(frame -> "\n  at " + frame)
            .collect(Collectors.joining());
  }

  /** The name of a class, for want of anything better, as words: "closed channel". */
  private static String words(Throwable thrown) {
    String name = thrown.getClass().getSimpleName().replaceFirst("(?<=.)(Exception|Error)$", "");
    String words = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return words.isBlank() ? "no reason given" : words;
  }
}
