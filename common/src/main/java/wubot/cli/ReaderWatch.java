// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Notices that nobody reads standard output any more while there is nothing to write to it, as when
 * {@code head} has seen enough.
 *
 * <p>Java cannot ask a pipe that. GNU {@code tail} can, and ends when its own output has lost its
 * reader: so one runs beside, on the same pipe, that never prints anything.
 */
final class ReaderWatch {

  private static final Path OUTPUT = Path.of("/proc/self/fd/1");

  private final Process tail;
  private volatile boolean over;

  private ReaderWatch(Process tail) {
    this.tail = tail;
  }

  /**
   * Watches, if standard output is a pipe.
   *
   * @param gone called once when its reader has gone
   * @return what stops watching
   */
  static Runnable start(Runnable gone) {
    if (!isPipe()) {
      return () -> {};
    }
    String self = "--pid=" + ProcessHandle.current().pid(); // it must not outlive a kill -9
    try {
      ReaderWatch watch =
          new ReaderWatch(
              new ProcessBuilder("tail", "-f", self, "/dev/null")
                  .redirectInput(new File("/dev/null"))
                  .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start());
      var unused = watch.tail.onExit().thenAccept(process -> watch.ended(gone));
      return watch::stop;
    } catch (IOException e) {
      return () -> {}; // no tail: then the next line that is written will tell
    }
  }

  private static boolean isPipe() {
    try {
      return Files.readSymbolicLink(OUTPUT).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no such thing on this system
    }
  }

  /** Another tail than GNU's may refuse the option; that says nothing about the reader. */
  private void ended(Runnable gone) {
    if (!over && tail.exitValue() > 128) { // by SIGPIPE
      gone.run();
    }
  }

  private void stop() {
    over = true;
    tail.destroyForcibly();
  }
}
