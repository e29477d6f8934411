// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import wubot.relay.RelayBench;
import wubot.xmpp.XmppServer.Limits;

/**
 * Host to host in one run: wubot, rsyslog, syslog-ng and Flume each carry the same number of
 * messages of 300 bytes from one process to another, over TLS, kept on disk at both ends.
 *
 * <p>Each is warm first (a fifth of the messages). The clock runs from the first message handed to
 * the sender until the receiver has the last one; for wubot until its sender knows so. Then the
 * same again with the receiver killed (SIGKILL) in the middle and started again.
 *
 * <p>Arguments: messages, and the names of those to measure, all without one.
 */
public final class PeersBench {

  private static final int STUCK_SECONDS = 60;

  /** Makes a peer. */
  private interface Maker {
    Peer make(Scratch scratch, Certificate certificate) throws IOException;
  }

  private PeersBench() {}

  /** Runs the bench. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    List<String> wanted =
        arguments.length > 1
            ? List.of(arguments).subList(1, arguments.length)
            : List.of("wubot", "rsyslog", "syslog-ng", "flume");
    Figures figures = new Figures("peers");
    for (String name : wanted) {
      System.err.println("peers: " + name);
      switch (name) {
        case "wubot" -> wubot(figures.row(), count);
        case "rsyslog" -> peer(figures.row(), count, (s, c) -> new Rsyslog(Unpacked.peers(), s, c));
        case "syslog-ng" ->
            peer(figures.row(), count, (s, c) -> new SyslogNg(Unpacked.peers(), s, c));
        case "flume" -> flume(figures, count);
        default -> throw new IllegalArgumentException("no peer '" + name + "'");
      }
    }
    figures.print(System.out);
  }

  private static void wubot(Map<String, Object> row, int count) throws Exception {
    RelayBench.Result calm = RelayBench.measure("ejabberd", Limits.RAISED, count, false);
    RelayBench.Result killed = RelayBench.measure("ejabberd", Limits.RAISED, count, true);
    row.put("what", "wubot");
    row.put("messages", count);
    row.put("messages/s", calm.perSecond());
    row.put("lost", calm.lost());
    row.put("twice", calm.twice());
    row.put("killed: lost", killed.lost());
    row.put("twice then", killed.twice());
    row.put("damaged", 0L);
    row.put("settings", "XMPP through ejabberd, TLS; synced at both ends, groups of up to 1000");
  }

  private static void flume(Figures figures, int count) throws Exception {
    Path jars = Path.of(System.getProperty("bench.flume", "absent"));
    if (!Files.isDirectory(jars)) {
      System.err.println("peers: flume is left out, its jars could not be fetched");
      return;
    }
    peer(figures.row(), count, (s, c) -> new Flume(jars, s, c));
  }

  private static void peer(Map<String, Object> row, int count, Maker maker) throws Exception {
    for (boolean killed : new boolean[] {false, true}) {
      try (Scratch scratch = Scratch.make("peer");
          Peer peer = maker.make(scratch, Certificate.make(scratch.path()))) {
        peer.start();
        int warm = Math.max(1000, count / 5);
        Arrivals arrivals = new Arrivals(peer.received(), warm + count);
        feed(peer, 0, warm);
        awaitAll(arrivals, warm);
        long began = System.nanoTime();
        Thread feeder = feeder(peer, warm, count);
        if (killed) {
          awaitAll(arrivals, warm + count / 2);
          peer.killReceiver();
        }
        awaitAll(arrivals, warm + count);
        double seconds = (System.nanoTime() - began) / 1e9;
        feeder.join();
        Waiting.pause(killed ? 3000 : 500); // for what may come twice
        arrivals.different();
        if (killed) {
          row.put("killed: lost", arrivals.lost());
          row.put("twice then", arrivals.twice());
          row.put("damaged", arrivals.damaged());
          row.put("settings", peer.settings());
        } else {
          row.put("what", peer.name());
          row.put("messages", count);
          row.put("messages/s", (count - arrivals.lost()) / seconds);
          row.put("lost", arrivals.lost());
          row.put("twice", arrivals.twice());
        }
      }
    }
  }

  private static Thread feeder(Peer peer, int from, int count) {
    Thread thread =
        new Thread(
            () -> {
              try {
                feed(peer, from, count);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void feed(Peer peer, int from, int count) throws IOException {
    for (int i = from; i < from + count; i += 10_000) {
      List<String> lines = new ArrayList<>();
      IntStream.range(i, Math.min(i + 10_000, from + count)).forEach(n -> lines.add(Lines.line(n)));
      peer.feed(lines);
    }
  }

  /** Waits until that many are there, or for a while none has come. */
  private static void awaitAll(Arrivals arrivals, int wanted) {
    int before = -1;
    int now = arrivals.different();
    while (now < wanted && now > before) {
      int reached = now;
      before = now;
      Waiting.until(STUCK_SECONDS, () -> arrivals.different() > reached);
      now = arrivals.different();
    }
  }
}
