// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.cli.StatusCommand;
import wubot.config.Planted;
import wubot.message.PlainJson;
import wubot.xmpp.Ejabberd;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;
import wubot.xmpp.XmppServer.Store;

/**
 * Two monitors, each in a process of its own, and a real server between them: what status and
 * metrics say of the relay, and what somebody on the wire gets to see.
 */
@Tag("slow")
class RelayedNetworkTest {

  @TempDir Path directory;
  private final Planted planted = new Planted();
  private final int joePort;
  private final int annPort;

  RelayedNetworkTest() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      joePort = one.getLocalPort();
      annPort = two.getLocalPort();
    }
  }

  private Path home(String host) {
    return directory.resolve(host);
  }

  private void save(String host, String file, String text) throws IOException {
    Path path = home(host).resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  private String status(String host, String... more) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--home", home(host).toString(), "--host", host));
    int exit =
        new CommandLine(new StatusCommand())
            .setOut(writer)
            .setErr(writer)
            .execute(arguments.toArray(String[]::new));
    assertTrue(exit <= 1, out::toString);
    return out.toString();
  }

  /** The relay of a host as {@code wubot status --json} has it. */
  private Map<?, ?> relay(String host) throws IOException {
    Map<?, ?> all = (Map<?, ?>) PlainJson.read(status(host, "--json"));
    for (Object daemon : (List<?>) all.get("daemons")) {
      if (((Map<?, ?>) daemon).get("services") instanceof List<?> services) {
        for (Object service : services) {
          if (((Map<?, ?>) service).containsKey("account")) {
            return (Map<?, ?>) service;
          }
        }
      }
    }
    return Map.of();
  }

  private Map<?, ?> link() throws IOException {
    return relay("joe").get("links") instanceof List<?> links && !links.isEmpty()
        ? (Map<?, ?>) links.get(0)
        : Map.of();
  }

  private String state() throws IOException {
    return String.valueOf(link().get("state"));
  }

  private static long number(Object value) {
    return value instanceof Number number ? number.longValue() : -1;
  }

  /** A sample of the relay of a host; -1 when there is none such. */
  private static double metric(int port, String name, String label) {
    try {
      String page =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      Matcher line =
          Pattern.compile("(?m)^" + name + "\\{[^}]*" + label + "[^}]*\\} (\\S+)").matcher(page);
      return line.find() ? Double.parseDouble(line.group(1)) : -1;
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isIn(String host, String text) throws IOException {
    try (Stream<Path> files = Files.walk(home(host).resolve("reactor"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".cq4")).toList()) {
        if (Planted.content(file).contains(text)) {
          return true;
        }
      }
      return false;
    }
  }

  private MonitorProcess monitor(String host) throws Exception {
    return MonitorProcess.start(
            directory, "monitor", "--home", home(host).toString(), "--host", host)
        .untilItSays("wubot monitor is ready on " + host);
  }

  private void configure(XmppServer server, String host, int port, int metrics, String more)
      throws IOException {
    String password = planted.at("the password of " + host);
    server.register(host, password);
    save(host, "secrets/xmpp", password + "\n");
    save(
        host,
        "config/plugins/XMPP/relay.yaml",
        "account: "
            + host
            + "@"
            + server.domain()
            + "\npassword: ${file:secrets/xmpp}\nhost: "
            + server.host()
            + "\nport: "
            + port
            + "\nca_file: "
            + server.authority()
            + "\ndelay: 1s\n"
            + more);
    save(host, "config/plugins/Metrics/m.yaml", "listen: 127.0.0.1:" + metrics + "\n");
  }

  @Test
  void statusAndMetricsTellHowARelayFaresAndTheWireTellsNothing() throws Exception {
    try (XmppServer server = new Ejabberd(Limits.RAISED)) {
      server.start();
      try (WireTap joes = new WireTap(server.host(), server.port());
          WireTap anns = new WireTap(server.host(), server.port())) {
        String peer = "ann@" + server.domain();
        configure(server, "joe", joes.port(), joePort, "directory: reactor\nuser: " + peer + "\n");
        configure(server, "ann", anns.port(), annPort, "allow: joe@" + server.domain() + "\n");
        String text = planted.at("the text of a message");
        save(
            "joe",
            "config/plugins/Command/text.yaml",
            "command: echo '" + text + "'\ndelay: 1h\nrand: 1ms\n");
        save("joe", "config/plugins/Command/clock.yaml", "command: date\ndelay: 1s\nrand: 1ms\n");
        try (MonitorProcess joe = monitor("joe")) {
          try (MonitorProcess ann = monitor("ann")) {
            until("the text on the other host", () -> isIn("ann", text));
            carries(peer);
            assertEquals(0, ann.terminate(), ann.said());
          }
          waitsForThePeer(peer);
          server.kill();
          waitsForTheServer();
          server.restart(Store.KEPT);
          try (MonitorProcess ann = monitor("ann")) {
            goesOn();
            assertEquals(0, ann.terminate(), ann.said());
          }
          assertEquals(0, joe.terminate(), joe.said());
        }
        List<String> seen = new ArrayList<>();
        for (WireTap tap : List.of(joes, anns)) {
          assertTrue(tap.sent().contains("<stream:stream"), "the tap hears what is in the clear");
          assertTrue(tap.answered().contains("urn:ietf:params:xml:ns:xmpp-tls"));
          assertTrue(tap.sent().contains("\u0016\u0003"), "TLS begins");
          assertTrue(tap.sent().length() > 2_000, "and goes on");
          seen.addAll(planted.in("what was sent", tap.sent()));
          seen.addAll(planted.in("what was answered", tap.answered()));
          for (String word : List.of("Command-text", "Command-clock", "command_output")) {
            assertTrue(!tap.sent().contains(word) && !tap.answered().contains(word), word);
          }
        }
        assertEquals(List.of(), seen);
      }
    }
  }

  private void carries(String peer) throws Exception {
    until(
        "an acknowledgement in the status",
        () -> number(link().get("confirmed")) > 0 && link().containsKey("last_ack"));
    assertEquals(true, relay("joe").get("connected"));
    assertTrue(link().get("peer").toString().startsWith(peer), () -> "" + peer);
    assertTrue(
        List.of("up to date", "sends").contains(state()), "it carries messages, but: " + state());
    Pattern row =
        Pattern.compile(
            "(?m)^XMPP-relay +" + peer + "\\S* +reactor +\\d+ +\\d+ +\\S+ +(up to date|sends)$");
    until("the row of the relay", () -> row.matcher(status("joe")).find());
    assertTrue(status("ann").matches("(?s).*\nXMPP-relay +- .* connected\n.*"), status("ann"));
    until("what the peer received", () -> number(relay("ann").get("received")) > 0);
    assertEquals(0, number(relay("ann").get("dropped_malformed")));
    assertEquals(0, number(relay("ann").get("dropped_strangers")));

    String link = "peer=\"" + peer + "\"";
    until("the metrics", () -> metric(joePort, "wubot_relay_confirmed_total", link) > 0);
    assertEquals(1, metric(joePort, "wubot_relay_connected", "XMPP-relay"));
    assertTrue(metric(joePort, "wubot_relay_in_flight", link) >= 0);
    double ack = metric(joePort, "wubot_relay_last_ack_timestamp_seconds", link);
    assertTrue(Math.abs(ack - System.currentTimeMillis() / 1e3) < 300, () -> "" + ack);
    until("its", () -> metric(annPort, "wubot_relay_received_total", "XMPP-relay") > 0);
    assertEquals(0, metric(annPort, "wubot_relay_dropped_total", "reason=\"malformed\""));
  }

  private void waitsForThePeer(String peer) throws Exception {
    until("the peer to be missed", () -> state().startsWith("waits: the peer"));
    long before = number(link().get("depth"));
    until("messages to wait", () -> number(link().get("depth")) > Math.max(1, before));
    // Now and then it tries again, and says so instead.
    until("status to say so", () -> status("joe").contains("waits: the peer"));
    assertTrue(metric(joePort, "wubot_relay_depth", "peer=\"" + peer + "\"") >= 2);
    assertEquals(1, metric(joePort, "wubot_relay_connected", "XMPP-relay"));
  }

  private void waitsForTheServer() throws Exception {
    until("the server to be missed", () -> Boolean.FALSE.equals(relay("joe").get("connected")));
    until("the reason", () -> relay("joe").get("why") instanceof String why && !why.isBlank());
    until("status to say so", () -> status("joe").contains("not connected: "));
    assertEquals(0, metric(joePort, "wubot_relay_connected", "XMPP-relay"));
  }

  private void goesOn() throws Exception {
    double before = metric(joePort, "wubot_relay_confirmed_total", "XMPP-relay");
    until("the connection", () -> Boolean.TRUE.equals(relay("joe").get("connected")));
    until("the backlog to be carried", () -> state().equals("up to date"));
    until(
        "more to be confirmed",
        () -> metric(joePort, "wubot_relay_confirmed_total", "XMPP-relay") > before);
    until("the depth", () -> number(link().get("depth")) <= 1);
  }
}
