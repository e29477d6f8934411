// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** {@code wubot queue ls}: the queues, their sizes, and how far each cursor is. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists queues with their records, bytes, owner and cursors.",
    footer = {
      "",
      "Examples:",
      "  wubot queue ls                    all queues in wubot's home",
      "  wubot queue ls /srv/wubot --json  those below a directory, as JSON"
    })
final class QueueLsCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Where to look; by default wubot's home.")
  private List<Path> directories = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object a line instead of a table.")
  private boolean json;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    QueueNames names = new QueueNames(where.home());
    List<Path> roots = directories.isEmpty() ? List.of(where.home()) : directories;
    try {
      int found = 0;
      for (Path root : roots) {
        for (StoredQueue queue : StoredQueue.under(root.toAbsolutePath().normalize())) {
          found++;
          out.println(json ? jsonOf(queue) : textOf(names.shortName(queue), queue));
        }
      }
      if (found == 0) {
        err.println("no queues in " + roots.get(0) + (roots.size() > 1 ? " and the others" : ""));
      }
      return 0;
    } catch (QueueException e) {
      err.println(e.getMessage());
      return 3;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private String textOf(String name, StoredQueue queue) {
    long first = queue.firstSequence();
    long last = queue.lastSequence();
    StringBuilder text = new StringBuilder(name);
    text.append(first == 0 ? "  empty" : "  records " + first + "-" + last);
    text.append("  ").append(size(queue.bytes()));
    text.append("  ").append(queue.owner().map(o -> "owned by " + o).orElse("nobody appends"));
    if (queue.damagedStretches() > 0) {
      text.append("  DAMAGED: ").append(queue.damagedStretches()).append(" set aside");
    }
    for (StoredQueue.Place place : queue.cursors()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %-24s at %-12d %d to read%s",
              place.name(),
              place.committed(),
              place.depth(),
              place.oldestUnread().map(t -> ", oldest from " + ago(t)).orElse("")));
    }
    return text.toString();
  }

  private String ago(Instant time) {
    Duration age = Duration.between(time, clock.instant());
    if (age.isNegative() || age.toDays() > 3650) {
      return time.toString();
    }
    if (age.toDays() > 0) {
      return age.toDays() + "d" + age.toHoursPart() + "h ago";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h" + age.toMinutesPart() + "m ago";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + "m" + age.toSecondsPart() + "s ago"
        : age.toSeconds() + "s ago";
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static String jsonOf(StoredQueue queue) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("directory", queue.directory().toString());
      out.writeStringField("incarnation", Long.toString(queue.incarnation(), 36));
      out.writeNumberField("first", queue.firstSequence());
      out.writeNumberField("last", queue.lastSequence());
      out.writeNumberField("bytes", queue.bytes());
      if (queue.owner().isPresent()) {
        out.writeStringField("owner", queue.owner().get());
      }
      out.writeNumberField("damaged", queue.damagedStretches());
      out.writeArrayFieldStart("cursors");
      for (StoredQueue.Place place : queue.cursors()) {
        out.writeStartObject();
        out.writeStringField("name", place.name());
        out.writeNumberField("committed", place.committed());
        out.writeNumberField("depth", place.depth());
        if (place.oldestUnread().isPresent()) {
          out.writeStringField("oldest", place.oldestUnread().get().toString());
        }
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
