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

  /**
   * What came of it.
   *
   * @param perSecond from the first append to the last acknowledgement
   * @param appendedPerSecond durable appends on the sending host meanwhile
   */
  public record Result(
      double perSecond, double appendedPerSecond, long lost, long twice, long disorder) {}

  private RelayBench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws Exception {
    String kind = args.length > 0 ? args[0] : "ejabberd";
    Limits limits = Limits.valueOf((args.length > 1 ? args[1] : "raised").toUpperCase(Locale.ROOT));
    int count = args.length > 2 ? Integer.parseInt(args[2]) : 500_000;
    Result result = measure(kind, limits, count, false);
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"relay\",\"server\":\"%s\",\"limits\":\"%s\",\"messages\":%d,"
            + "\"per_second\":%.0f,\"appended_per_second\":%.0f,\"lost\":%d,\"twice\":%d,"
            + "\"out_of_order\":%d}%n",
        kind,
        limits.name().toLowerCase(Locale.ROOT),
        count,
        result.perSecond,
        result.appendedPerSecond,
        result.lost,
        result.twice,
        result.disorder);
  }

  /**
   * Measures once, on a server and with processes of its own.
   *
   * @param kind {@code prosody} or {@code ejabberd}
   * @param killed whether the receiver is killed with SIGKILL after half of the messages and
   *     started again
   */
  public static Result measure(String kind, Limits limits, int count, boolean killed)
      throws Exception {
    // On the disk of the repository, as all that is compared: the one of /tmp may be memory.
    Path target = Files.createDirectories(Path.of(System.getProperty("wubot.root"), "target"));
    Path directory = Files.createTempDirectory(target, "bench-relay-");
    try (XmppServer server = kind.equals("prosody") ? new Prosody(limits) : new Ejabberd(limits)) {
      server.start();
      server.register("joe", "secret-joe");
      server.register("ann", "secret-ann");
      return run(limits, count, directory, server, killed);
    } finally {
      delete(directory);
    }
  }

  private static Result run(
      Limits limits, int count, Path directory, XmppServer server, boolean killed)
      throws Exception {
    Path annHome = Files.createDirectories(directory.resolve("ann"));
    Process receiver = NodeMain.start(annHome, server);
    try (Node joe = new Node("joe", directory.resolve("joe"))) {
      // Both JVMs and the window are warm before the clock starts.
      int warm = limits == Limits.STOCK ? 100 : Math.max(1000, count / 5);
      joe.append(joe.forward(), 0, warm);
      joe.start(Node.config(server, "joe", joe.forward(), List.of("ann"), List.of()));
      awaitConfirmed(joe, warm);
      long began = System.nanoTime();
      if (killed) {
        joe.append(joe.forward(), warm, count / 2);
        receiver.destroyForcibly().waitFor();
        receiver = NodeMain.start(annHome, server);
        joe.append(joe.forward(), warm + count / 2, count - count / 2);
      } else {
        joe.append(joe.forward(), warm, count);
      }
      double appended = (System.nanoTime() - began) / 1e9;
      awaitConfirmed(joe, warm + count);
      double seconds = (System.nanoTime() - began) / 1e9;
      receiver.getOutputStream().close();
      receiver.waitFor();
      return verdict(warm + count, count / seconds, count / appended, annHome);
    } finally {
      receiver.destroyForcibly();
    }
  }

  private static Result verdict(int all, double perSecond, double appended, Path home) {
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
    return new Result(
        perSecond,
        appended,
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
