// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wubot.cli.Several;
import wubot.config.DiagnosticPrinter;
import wubot.config.Planted;
import wubot.config.Problems;
import wubot.config.Setting;

/** Secrets planted in every plugin's config, right and wrong, are found nowhere else. */
@Tag("slow")
class PlantedSecretsTest {

  @TempDir Path directory;
  private final Planted planted = new Planted();

  private Path home() {
    return directory.resolve("home");
  }

  static Stream<PluginType> types() {
    return PluginTypes.installed().all().stream();
  }

  private static List<Setting<?>> secrets(PluginType type) {
    return type.settings().all().stream()
        .<Setting<?>>map(s -> s)
        .filter(s -> s.kind() == Setting.Kind.SECRET)
        .toList();
  }

  private void save(String file, String text) throws IOException {
    Path path = home().resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  /** The keys that a type needs besides one, with values that lead nowhere. */
  private static String needed(PluginType type, String without, String address) {
    StringBuilder lines = new StringBuilder("delay: 1h\nrand: 1ms\n");
    for (Setting<?> setting : type.settings().all()) {
      boolean user = setting.key().equals("user") && without.equals("pass");
      if (setting.key().equals(without) || !(setting.isRequired() || user)) {
        continue;
      }
      String value =
          switch (setting.key()) {
            case "url" -> "http://" + address + "/page";
            case "account" -> "wubot-joe@localhost";
            default -> setting.example().orElse("x");
          };
      lines.append(setting.key()).append(": '").append(value.replace("'", "''")).append("'\n");
    }
    return lines.toString();
  }

  private List<String> judged(String what, String file, String text) throws IOException {
    save("config/plugins/" + file, text);
    Problems problems = new Problems();
    new MonitorConfigJudge().judge(home(), "joe", problems);
    DiagnosticPrinter printer = new DiagnosticPrinter(home().resolve("config"), false);
    List<String> leaks = new ArrayList<>();
    problems.all().forEach(d -> leaks.addAll(planted.in(what, printer.print(d) + "\n" + d + "\n")));
    Files.delete(home().resolve("config/plugins/" + file));
    return leaks;
  }

  @ParameterizedTest
  @MethodSource("types")
  void aFileThatIsBrokenAtTheSecretDoesNotShowIt(PluginType type) throws Exception {
    List<String> leaks = new ArrayList<>();
    String file = type.name() + "/broken.yaml";
    List<String> keys = new ArrayList<>(secrets(type).stream().map(Setting::key).toList());
    for (String key : keys) {
      String value = planted.at(type.name() + "." + key);
      for (String blunder : Planted.blunders(key, value)) {
        String rest = needed(type, key, "127.0.0.1:9");
        leaks.addAll(judged(blunder, file, rest + blunder + "\n"));
        leaks.addAll(judged(blunder, file, blunder + "\n" + rest));
      }
    }
    for (String key : List.of("url", "proxy")) {
      if (type.settings().find(key).isPresent()) {
        String value = planted.at(type.name() + "." + key + " as a password");
        String rest = needed(type, key, "127.0.0.1:9");
        for (String written :
            List.of(value, "x/" + value, value + "/x", value + "@x", value + " x", value + "%")) {
          String address = "https://joe:" + written + "@127.0.0.1:9/";
          for (String blunder : Planted.blunders(key, address)) {
            leaks.addAll(judged(blunder, file, rest + blunder + "\n"));
          }
          leaks.addAll(judged(address, file, rest + key + ": '" + address + "'\n"));
        }
        for (String address :
            List.of("https://" + value + "@127.0.0.1:9/", "joe:" + value + "@host:9")) {
          leaks.addAll(judged(address, file, rest + key + ": '" + address + "'\n"));
        }
      }
    }
    if (type.settings().find("headers").isPresent()) {
      for (String header : List.of("Authorization", "X-Auth-Token", "X-Gotify-Key", "Cookie")) {
        String value = planted.at(type.name() + ".headers." + header);
        for (String blunder : Planted.blunders(header, value)) {
          String lines = "headers:\n  " + blunder.replace("\n", "\n  ") + "\n";
          leaks.addAll(judged(lines, file, needed(type, "headers", "127.0.0.1:9") + lines));
        }
      }
    }
    assertEquals(List.of(), leaks);
  }

  @ParameterizedTest
  @MethodSource("types")
  void aReferenceAtTheWrongKeyDoesNotShowWhatItGives(PluginType type) throws Exception {
    List<String> leaks = new ArrayList<>();
    for (Setting<?> setting : CommonKeys.with(type).all()) {
      String key = setting.key();
      save("secrets/wrong", planted.at(type.name() + "." + key + " by reference") + "\n");
      String rest =
          needed(type, key, "127.0.0.1:9").replace(key + ": 1h\n", "").replace(key + ": 1ms\n", "");
      for (String written :
          List.of(
              "'${file:secrets/wrong}'",
              "['${file:secrets/wrong}']",
              "{a: '${file:secrets/wrong}'}",
              "'x://${file:secrets/wrong} {{ ( ['")) {
        leaks.addAll(
            judged(
                key + ": " + written,
                type.name() + "/wrong.yaml",
                rest + key + ": " + written + "\n"));
      }
    }
    assertEquals(List.of(), leaks);
  }

  /** Every secret setting, plain and by reference, in checks that fail in all ways they can. */
  private void live(Map<String, String> environment, String ok, String refused) throws IOException {
    for (PluginType type : PluginTypes.installed().all()) {
      for (Setting<?> secret : secrets(type)) {
        for (String way : List.of("plain", "file", "env")) {
          for (String address : List.of(ok, refused)) {
            String name = secret.key() + "-" + way + (address.equals(ok) ? "-denied" : "-refused");
            String value = planted.at(type.name() + "/" + name);
            String written = value;
            if (way.equals("file")) {
              save("secrets/" + type.name() + name, value + "\n");
              written = "${file:secrets/" + type.name() + name + "}";
            } else if (way.equals("env")) {
              String variable = "P_" + type.name() + "_" + name.replace('-', '_');
              environment.put(variable, value);
              written = "${env:" + variable + "}";
            }
            String rest =
                switch (type.name()) {
                  case "Command" ->
                      "delay: 1h\nrand: 1ms\nshell: true\ncommand: 'echo with $WUBOT_SECRET; exit 1'\n";
                  case "XMPP" ->
                      "account: joe@localhost\nhost: 127.0.0.1\nallow: x@localhost\nport: "
                          + address.substring(address.indexOf(':') + 1)
                          + "\n";
                  default -> needed(type, secret.key(), address);
                };
            save(
                "config/plugins/" + type.name() + "/" + name + ".yaml",
                rest + secret.key() + ": '" + written + "'\n");
            if (type.name().equals("Command")) {
              save(
                  "config/plugins/Command/nagios-" + name + ".yaml",
                  "delay: 1h\nrand: 1ms\nnagios: true\ncommand: [sh, -c, 'echo no $WUBOT_SECRET; exit 2']\n"
                      + "secret: '"
                      + written
                      + "'\n");
            }
          }
        }
      }
    }
  }

  @Test
  void checksThatFailTellNobody() throws Exception {
    Map<String, String> environment = new TreeMap<>();
    AtomicInteger denials = new AtomicInteger();
    List<String> elsewhere = Collections.synchronizedList(new ArrayList<>());
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          elsewhere.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    HttpServer denying =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    denying.createContext(
        "/",
        exchange -> {
          denials.incrementAndGet();
          byte[] said = ("denied: " + exchange.getRequestHeaders().entrySet()).getBytes(UTF_8);
          exchange
              .getResponseHeaders()
              .set("WWW-Authenticate", "Basic realm=\"" + new String(said, UTF_8) + "\"");
          exchange.sendResponseHeaders(401, said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    denying.createContext(
        "/moved",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/there");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    // An XMPP client that talks to it says nothing that ends a line, and holds one thread for it.
    denying.setExecutor(
        task -> {
          Thread thread = new Thread(task, "denying server");
          thread.setDaemon(true);
          thread.start();
        });
    other.start();
    denying.start();
    int metrics;
    int refused;
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      metrics = one.getLocalPort();
      refused = two.getLocalPort();
    }
    try (WordyXmppServer xmpp = new WordyXmppServer()) {
      String address = "127.0.0.1:" + denying.getAddress().getPort();
      live(environment, address, "127.0.0.1:" + refused);
      String moved = planted.at("WebFetch/moved token");
      save(
          "config/plugins/WebFetch/moved.yaml",
          "url: http://"
              + address
              + "/moved\ntoken: "
              + moved
              + "\nheaders: {X-Key: "
              + planted.at("WebFetch/moved header")
              + "}\ndelay: 1h\nrand: 1ms\n");
      String header = planted.at("WebFetch/header");
      save(
          "config/plugins/WebFetch/header.yaml",
          "url: http://"
              + address
              + "/\nheaders: {Authorization: Bearer "
              + header
              + "}\ndelay: 1h\nrand: 1ms\n");
      save("secrets/query", planted.at("WebFetch/query"));
      save(
          "config/plugins/WebFetch/query.yaml",
          "url: 'http://127.0.0.1:"
              + refused
              + "/?key=${file:secrets/query}'\ndelay: 1h\nrand: 1ms\n");
      save(
          "config/plugins/XMPP/downgraded.yaml",
          "account: joe@localhost\nhost: 127.0.0.1\nallow: x@localhost\nport: "
              + xmpp.port()
              + "\npassword: "
              + planted.at("XMPP/downgraded")
              + "\n");
      save(
          "config/plugins/WebFetch/broken.yaml",
          "url: http://x/\ntokne: " + planted.at("WebFetch/tokne") + "\n");
      save(
          "config/plugins/WebFetch/yaml.yaml",
          "url: http://x/\ntoken: " + planted.at("WebFetch/yaml") + ": x\n");
      save("config/plugins/Metrics/m.yaml", "listen: 127.0.0.1:" + metrics + "\n");
      save("config/plugins/Command/environment.yaml", "command: env\ndelay: 1h\nrand: 1ms\n");
      String word = planted.at("Command/on the command line");
      save(
          "config/plugins/Command/words.yaml",
          "command: echo --password=" + word + "\ndelay: 1h\nrand: 1ms\n");
      save(
          "config/plugins/Command/marker.yaml", "command: echo the-marker\ndelay: 1h\nrand: 1ms\n");
      List<String> leaks = new ArrayList<>();
      String home = home().toString();
      try (MonitorProcess monitor =
          MonitorProcess.start(
              directory, environment, "monitor", "--home", home, "--host", "joe")) {
        monitor.untilItSays("wubot monitor is ready on joe");
        String page = "http://127.0.0.1:" + metrics;
        HttpClient client = HttpClient.newHttpClient();
        long web =
            types()
                .filter(type -> type.settings().find("url").isPresent())
                .flatMap(type -> secrets(type).stream())
                .count();
        until("its server", () -> get(client, page + "/metrics").contains("wubot"));
        until(
            "every check's first run",
            () -> {
              try (Stream<Path> states = Files.list(home().resolve("state/monitor"))) {
                long refusals =
                    monitor
                        .said()
                        .lines()
                        .filter(line -> line.contains("-refused fails: "))
                        .count();
                return states.filter(f -> f.toString().contains("Command-")).count() == 15
                    && denials.get() > web * 3
                    && refusals == web * 3;
              }
            });
        until("the redirect", () -> !elsewhere.isEmpty());
        until("the server that offers PLAIN alone", () -> !xmpp.received().isEmpty());
        until(
            "the marker",
            () ->
                Planted.content(firstQueueFile(home().resolve("reactor"))).contains("the-marker"));
        until(
            "the environment of a program",
            () -> Planted.content(firstQueueFile(home().resolve("reactor"))).contains("PATH="));
        for (String path : List.of("/metrics", "/health")) {
          leaks.addAll(planted.in(path, get(client, page + path)));
        }
        leaks.addAll(
            told(
                environment,
                List.of("status", "--json"),
                List.of("status"),
                List.of("check"),
                List.of("check", "--json"),
                List.of("check", "--all-hosts"),
                List.of("doctor", "--offline"),
                List.of("schema"),
                List.of("schema", "WebFetch"),
                List.of("queue", "cat", "reactor"),
                List.of("queue", "cat", "reactor", "--json")));
        assertEquals(0, monitor.terminate(), monitor.said());
        leaks.addAll(planted.in("what the daemon said", monitor.said()));
      }
      leaks.addAll(planted.in("what went to another server", elsewhere.toString()));
      leaks.addAll(planted.in("the wire to an XMPP server without TLS", xmpp.received()));
      assertTrue(elsewhere.toString().contains("/there"), "the redirect was followed");
      Path config = home().resolve("config");
      Path secrets = home().resolve("secrets");
      leaks.addAll(
          planted.below(home(), file -> file.startsWith(config) || file.startsWith(secrets)));
      assertEquals(List.of(), leaks);
    } finally {
      other.stop(0);
      denying.stop(0);
    }
  }

  @SafeVarargs
  private List<String> told(Map<String, String> environment, List<String>... asked)
      throws Exception {
    List<List<String>> commands = new ArrayList<>();
    for (List<String> command : asked) {
      List<String> line = new ArrayList<>(command);
      if (!command.contains("schema")) {
        line.addAll(List.of("--home", home().toString()));
      }
      if (!command.get(0).equals("queue") && !command.get(0).equals("schema")) {
        line.addAll(command.contains("--all-hosts") ? List.of() : List.of("--host", "joe"));
      }
      commands.add(line);
    }
    try (MonitorProcess told =
        MonitorProcess.run(
            directory,
            environment,
            "wubot.cli.Several",
            Several.arguments(commands).toArray(String[]::new))) {
      assertEquals(0, told.exitCode(), told.said());
      for (List<String> command : commands) {
        assertTrue(
            told.said().contains(Several.exit(command, 0))
                || told.said().contains(Several.exit(command, 1)),
            command + told.said());
      }
      return planted.in("what the commands said", told.said());
    }
  }

  private static Path firstQueueFile(Path queue) throws IOException {
    try (Stream<Path> files = Files.walk(queue)) {
      return files
          .filter(file -> file.toString().endsWith(".cq4"))
          .filter(file -> !file.getFileName().toString().startsWith("metadata"))
          .sorted()
          .findFirst()
          .orElse(queue.resolve("none"));
    }
  }

  private static String get(HttpClient client, String address) throws Exception {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    }
  }

  /** An XMPP server that offers nothing but PLAIN without TLS, and keeps what it is told. */
  private static final class WordyXmppServer implements AutoCloseable {

    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream received = new ByteArrayOutputStream(); // synchronized

    WordyXmppServer() throws IOException {
      Thread thread = new Thread(this::serve, "wordy XMPP server");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return listening.getLocalPort();
    }

    String received() {
      return received.toString(UTF_8);
    }

    private void serve() {
      while (!listening.isClosed()) {
        try (java.net.Socket client = listening.accept()) {
          client.setSoTimeout(2_000);
          byte[] buffer = new byte[4096];
          int length = client.getInputStream().read(buffer);
          received.write(buffer, 0, Math.max(0, length));
          String features =
              "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
                  + " xmlns:stream='http://etherx.jabber.org/streams' id='1' from='localhost'"
                  + " version='1.0'><stream:features><mechanisms"
                  + " xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism>"
                  + "</mechanisms></stream:features>";
          client.getOutputStream().write(features.getBytes(UTF_8));
          while (length >= 0) {
            length = client.getInputStream().read(buffer);
            received.write(buffer, 0, Math.max(0, length));
          }
        } catch (IOException e) {
          // The client left, or waits for more than this server says.
        }
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
