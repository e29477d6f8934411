// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import wubot.bench.IdlePeers.Idle;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.QueueSettings;
import wubot.xmpp.Prosody;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;

/**
 * What an idle monitor costs: that of the host box of config-examples, which forwards to a monitor
 * of the host server through a prosody of the bench; beside it agents of Debian.
 *
 * <p>Each is started three times and left alone for a while before it is looked at. The time to the
 * first message is from before the process is made until another process can read a check's message
 * from the queue. Numbers are least, median and most of the three.
 *
 * <p>Arguments: seconds for which each is watched.
 */
public final class FootprintBench {

  private static final int STARTS = 3;
  private static final int SETTLE_SECONDS = 20;
  private static final double TICKS_A_SECOND = 100; // of /proc, whatever the kernel's own

  /** One start, watched. */
  private record Watched(
      double firstMillis, ProcessFigures from, ProcessFigures to, double seconds) {

    double processorSecondsAnHour() {
      return (to.processorTicks() - from.processorTicks()) / TICKS_A_SECOND / seconds * 3600;
    }

    double wakeUps() {
      return Math.max(0, to.switches() - from.switches()) / seconds;
    }
  }

  private FootprintBench() {}

  /** Runs the bench. */
  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    Figures figures = new Figures("footprint");
    report(figures.row(), "wubot monitor", "box: 4 checks, relay to server", box(seconds));
    try (Scratch scratch = Scratch.make("idle")) {
      for (Idle idle : IdlePeers.all(Unpacked.peers(), scratch)) {
        System.err.println("footprint: " + idle.name());
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
          Path log = scratch.path().resolve("log");
          try (Program program = Program.start(idle.command(), idle.environment(), log)) {
            all.add(watch(program, Double.NaN, seconds));
          }
        }
        report(figures.row(), idle.name(), idle.does(), all);
      }
    }
    figures.print(System.out);
  }

  private static List<Watched> box(int seconds) throws Exception {
    List<Watched> all = new ArrayList<>();
    try (XmppServer xmpp = new Prosody(Limits.STOCK)) {
      xmpp.start();
      xmpp.register("wubot-box", "secret-box");
      xmpp.register("wubot-server", "secret-server");
      try (Scratch scratch = Scratch.make("footprint");
          Program server = monitor(scratch, home(scratch, "server", "server", xmpp), "server")) {
        for (int i = 0; i < STARTS; i++) {
          System.err.println("footprint: wubot monitor, start " + (i + 1));
          Path home = home(scratch, "box-" + i, "box", xmpp);
          long began = System.nanoTime();
          try (Program box = monitor(scratch, home, "box")) {
            double first = firstMessage(home.resolve("reactor"), box, began);
            all.add(watch(box, first, seconds));
          }
        }
        server.mustLive();
      }
    }
    return all;
  }

  private static Program monitor(Scratch scratch, Path home, String host) {
    return Program.start(
        List.of(
            System.getProperty("bench.wubot"),
            "monitor",
            "--home",
            home.toString(),
            "--host",
            host),
        Map.of(),
        scratch.path().resolve(host + ".log"));
  }

  /** A home with the config tree of config-examples, which reaches the XMPP server of the bench. */
  private static Path home(Scratch scratch, String name, String host, XmppServer xmpp)
      throws IOException {
    Path home = scratch.directory(name);
    Path examples = Path.of(System.getProperty("wubot.root")).resolve("config-examples/config");
    Scratch.copy(examples, home.resolve("config"));
    try (Stream<Path> files = Files.list(home.resolve("config/plugins/XMPP"))) {
      for (Path file : files.toList()) {
        Files.writeString(
            file,
            Files.readString(file)
                    .replaceAll("@example.org", "@" + xmpp.domain())
                    .replaceAll("(?m)^host: .*", "host: " + xmpp.host())
                    .replaceAll("(?m)^port: .*", "port: " + xmpp.port())
                + "\nca_file: "
                + xmpp.authority()
                + "\n");
      }
    }
    ownerOnly(scratch.write(name + "/secrets/xmpp", "secret-" + host));
    return home;
  }

  /** Milliseconds until a message that a check made can be read from the queue. */
  private static double firstMessage(Path queue, Program monitor, long began)
      throws InterruptedException {
    try (ChronicleQueues queues =
        new ChronicleQueues("bench", Clock.systemUTC(), QueueSettings.DEFAULT)) {
      while (!Files.isDirectory(queue.resolve("records"))) {
        monitor.mustLive();
        Waiting.pause(1);
      }
      try (Cursor cursor = queues.view(queue).cursor("bench")) {
        while (true) {
          monitor.mustLive();
          boolean there =
              cursor.read(10, Duration.ofMillis(2)).stream()
                  .anyMatch(record -> !record.message().text("plugin").equals("XMPP"));
          if (there) {
            return (System.nanoTime() - began) / 1e6;
          }
        }
      }
    }
  }

  private static Watched watch(Program program, double firstMillis, int seconds)
      throws IOException {
    Waiting.pause(SETTLE_SECONDS * 1000L);
    program.mustLive();
    ProcessFigures from = ProcessFigures.of(program.pid());
    long began = System.nanoTime();
    Waiting.pause(seconds * 1000L);
    program.mustLive();
    ProcessFigures to = ProcessFigures.of(program.pid());
    return new Watched(firstMillis, from, to, (System.nanoTime() - began) / 1e9);
  }

  private static void report(Map<String, Object> row, String what, String does, List<Watched> all) {
    row.put("what", what);
    row.put("does", does);
    row.put(
        "first ms", Double.isNaN(all.get(0).firstMillis) ? "-" : three(all, w -> w.firstMillis));
    row.put("RSS MB", three(all, w -> w.to.residentKb() / 1024.0));
    row.put("PSS MB", three(all, w -> w.to.proportionalKb() / 1024.0));
    row.put("private MB", three(all, w -> w.to.privateKb() / 1024.0));
    row.put("CPU s/h", three(all, Watched::processorSecondsAnHour));
    row.put("wakes/s", three(all, Watched::wakeUps));
    row.put("threads", three(all, w -> w.to.threads()));
    row.put("files", three(all, w -> w.to.files()));
  }

  private static String three(List<Watched> all, ToDoubleFunction<Watched> value) {
    List<Double> sorted = new ArrayList<>(all.stream().map(value::applyAsDouble).toList());
    Collections.sort(sorted);
    return Figures.shown(sorted.get(0))
        + "/"
        + Figures.shown(sorted.get(sorted.size() / 2))
        + "/"
        + Figures.shown(sorted.get(sorted.size() - 1));
  }

  static void ownerOnly(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
