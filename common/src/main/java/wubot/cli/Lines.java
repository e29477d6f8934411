// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;

/** Prints many lines in large pieces, and notices when nobody reads on. One thread at a time. */
public final class Lines {

  private static final int PIECE = 32 << 10;

  private final PrintWriter out;
  private final StringBuilder piece = new StringBuilder();

  /** Prints on this. */
  public Lines(PrintWriter out) {
    this.out = out;
  }

  /** Adds a line; false when what came before could not be printed: nobody reads on. */
  public boolean add(String line) {
    piece.append(line).append('\n');
    return piece.length() < PIECE || flush();
  }

  /** Prints what was added; false when that cannot be done: nobody reads on. */
  public boolean flush() {
    out.print(piece);
    piece.setLength(0);
    // The writer hands its text to System.out, which keeps its errors to itself.
    return !out.checkError() && !System.out.checkError();
  }
}
