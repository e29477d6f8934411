// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Standard output that remembers why it could not be written, which {@link System#out} does not: a
 * listing that a full disk cut short must not look like a whole one.
 */
final class StandardOutput extends OutputStream {

  private static final int COULD_NOT = 3;

  private final OutputStream out;
  private volatile Optional<String> failure = Optional.empty();

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  /** Takes the place of {@link System#out}. */
  static StandardOutput install() {
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(output, true, Charset.defaultCharset()));
    return output;
  }

  /** The exit code of a command that ends with this one, told to the person when it is another. */
  int judge(int code) {
    System.out.flush();
    if (failure.isEmpty()) {
      return code;
    }
    System.err.println("wubot: the output is not whole, it cannot be written: " + failure.get());
    return COULD_NOT;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.contains("Broken pipe")) { // somebody who has seen enough, as head has, is fine
        failure = Optional.of(reason);
      }
      throw e;
    }
  }
}
