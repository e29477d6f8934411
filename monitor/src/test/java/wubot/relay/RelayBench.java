// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import wubot.xmpp.Ejabberd;
import wubot.xmpp.Prosody;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;

/**
 * Host to host: appended durably on one, forwarded through a real server over TLS, appended durably
 * by a process of its own on the other.
 *
 * <p>Arguments: {@code prosody} or {@code ejabberd}, {@code raised} or {@code stock}, the number of
 * messages. Prints one line of JSON with the rate and, beside it, what was lost, came twice or came
 * out of order.
 */
public final class RelayBench {

  private RelayBench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws Exception {
    String kind = args.length > 0 ? args[0] : "ejabberd";
    Limits limits = Limits.valueOf((args.length > 1 ? args[1] : "raised").toUpperCase(Locale.ROOT));
    int count = args.length > 2 ? Integer.parseInt(args[2]) : 500_000;
    Path directory = Files.createTempDirectory("wubot-bench-");
    try (XmppServer server = kind.equals("prosody") ? new Prosody(limits) : new Ejabberd(limits)) {
      server.start();
      server.register("joe", "secret-joe");
      server.register("ann", "secret-ann");
      System.out.println(run(kind, limits, count, directory, server));
    } finally {
      delete(directory);
    }
  }

  private static String run(
      String kind, Limits limits, int count, Path directory, XmppServer server) throws Exception {
    Path annHome = Files.createDirectories(directory.resolve("ann"));
    Process receiver = NodeMain.start(annHome, server);
    try (Node joe = new Node("joe", directory.resolve("joe"))) {
      // Both JVMs and the window are warm before the clock starts.
      int warm = limits == Limits.STOCK ? 100 : Math.max(1000, count / 5);
      joe.append(joe.forward(), 0, warm);
      joe.start(Node.config(server, "joe", joe.forward(), List.of("ann"), List.of()));
      awaitConfirmed(joe, warm);
      long began = System.nanoTime();
      joe.append(joe.forward(), warm, count);
      double appended = (System.nanoTime() - began) / 1e9;
      awaitConfirmed(joe, warm + count);
      double seconds = (System.nanoTime() - began) / 1e9;
      receiver.getOutputStream().close();
      receiver.waitFor();
      return verdict(kind, limits, warm + count, count, appended, seconds, annHome);
    } finally {
      receiver.destroyForcibly();
    }
  }

  private static String verdict(
      String kind, Limits limits, int all, int count, double appended, double seconds, Path home) {
    int[] seen = new int[all];
    int disorder = 0;
    try (Node ann = new Node("ann", home)) {
      int last = -1;
      for (int number : ann.numbers()) {
        seen[number]++;
        disorder += number < last ? 1 : 0;
        last = number;
      }
    }
    return String.format(
        Locale.ROOT,
        "{\"bench\":\"relay\",\"server\":\"%s\",\"limits\":\"%s\",\"messages\":%d,"
            + "\"per_second\":%.0f,\"appended_per_second\":%.0f,\"lost\":%d,\"twice\":%d,"
            + "\"out_of_order\":%d}",
        kind,
        limits.name().toLowerCase(Locale.ROOT),
        count,
        count / seconds,
        count / appended,
        Arrays.stream(seen).filter(n -> n == 0).count(),
        Arrays.stream(seen).filter(n -> n > 1).count(),
        disorder);
  }

  private static void awaitConfirmed(Node joe, long count) throws InterruptedException {
    while (true) {
      LinkStatus link = joe.relay().links().get(0);
      if (link.depth() == 0 && link.confirmed() >= count) {
        return;
      }
      Thread.sleep(5);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
