// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;
import wubot.queue.QueueException;

/** What a command did not expect: a line when its meaning is known, else all that is known. */
final class Mishaps implements IExecutionExceptionHandler {

  private static final int COULD_NOT = 3;

  @Override
  public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    err.print(line.getCommandSpec().qualifiedName() + ": ");
    if (thrown instanceof QueueException) {
      err.println(thrown.getMessage());
    } else if (thrown instanceof InvalidPathException path) {
      err.println("'" + Printable.line(path.getInput()) + "' cannot be the name of a file here");
    } else if (thrown instanceof IOException e) {
      err.println(FileTrouble.words(new Whereabouts().home(), e));
    } else if (thrown instanceof UncheckedIOException e) {
      err.println(FileTrouble.words(new Whereabouts().home(), e.getCause()));
    } else {
      err.println("this is a mistake in wubot; please report it with the lines that follow");
      thrown.printStackTrace(err);
    }
    err.flush();
    return COULD_NOT;
  }
}
