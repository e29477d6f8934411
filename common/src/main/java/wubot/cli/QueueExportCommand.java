// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** {@code wubot queue export}: writes messages of a queue to a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes messages of a queue to a file, one JSON object a line; no cursor moves.",
    footer = {
      "",
      "Examples:",
      "  wubot queue export reactor messages.jsonl",
      "  wubot queue export reactor load.jsonl --where 'key starts with Load' --force",
      "",
      "Each line is as wubot queue cat --json prints it.",
      "Exit code: 0 written, 2 wrong use, 3 no such queue, or it could not be read or written."
    })
final class QueueExportCommand implements Subcommand {

  @Mixin private QueueHome home = new QueueHome();

  @Mixin private RecordChoice choice = new RecordChoice();

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "QUEUE", description = "A path, or a name below home.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
  private Path file = Path.of("");

  @Option(names = "--force", description = "Write over a file that is there.")
  private boolean force;

  private long written;

  @Override
  public Integer call() {
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr());
    try {
      StoredQueue queue = home.find(name);
      write(queue, bar);
    } catch (QueueException e) {
      bar.clear();
      return home.cannot(spec, e);
    } catch (FileAlreadyExistsException e) {
      return home.cannot(
          spec, new QueueException(file + " is there already; --force overwrites it"));
    } catch (IOException | UncheckedIOException e) {
      bar.clear();
      return home.cannot(spec, new QueueException("cannot write " + file + ": " + e.getMessage()));
    }
    bar.clear();
    PrintWriter out = spec.commandLine().getOut();
    out.println("wrote " + written + (written == 1 ? " message" : " messages") + " to " + file);
    out.flush();
    return 0;
  }

  private void write(StoredQueue queue, ProgressBar bar) throws IOException {
    OpenOption[] how =
        force
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    RecordJson form = new RecordJson();
    try (BufferedWriter lines = Files.newBufferedWriter(file, StandardCharsets.UTF_8, how)) {
      choice.read(
          queue,
          spec,
          bar::show,
          (record, stream) -> {
            try {
              lines.write(form.line(record, stream.appended()));
              lines.newLine();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            written++;
            return true;
          });
    }
  }
}
