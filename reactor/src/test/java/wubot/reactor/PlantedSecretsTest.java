// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
import wubot.message.Message;
import wubot.queue.Entry;
import wubot.queue.Queues;
import wubot.rule.ReactionType;
import wubot.rule.ReactionTypes;

/** Secrets planted in every reaction's config, right and wrong, are found nowhere else. */
@Tag("slow")
class PlantedSecretsTest {

  @TempDir Path directory;
  private final Planted planted = new Planted();

  private Path home() {
    return directory.resolve("home");
  }

  static Stream<ReactionType> types() {
    return ReactionTypes.installed().all().stream();
  }

  private static List<String> secrets(ReactionType type) {
    return type.settings().all().stream()
        .filter(setting -> setting.kind() == Setting.Kind.SECRET)
        .<String>map(setting -> setting.key())
        .toList();
  }

  private void save(String file, String text) throws IOException {
    Path path = home().resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  /** The keys that a type needs besides one. */
  private static Map<String, String> needed(ReactionType type, String without, String address) {
    int colon = address.indexOf(':');
    Map<String, String> keys = new TreeMap<>();
    for (Setting<?> setting : type.settings().all()) {
      String value =
          switch (setting.key()) {
            case "url" -> type.name().equals("Webhook") ? "http://" + address + "/hook" : "";
            case "host", "server" -> address.substring(0, colon);
            case "port" -> address.substring(colon + 1);
            case "user" -> secrets(type).contains("password") ? "joe" : "";
            case "account" -> "joe@localhost";
            case "to" -> "ann@example.org";
            case "channel" -> "#ops";
            case "nick" -> "wubot";
            case "timeout" -> secrets(type).isEmpty() ? "" : "2s";
            case "password" -> without.isEmpty() ? "" : "a-password";
            default ->
                setting.isRequired()
                    ? setting.example().orElse(setting.kind() == Setting.Kind.ANY ? "[]" : "x")
                    : "";
          };
      if (!value.isEmpty() && !setting.key().equals(without)) {
        keys.put(setting.key(), value);
      }
    }
    return keys;
  }

  private static String rule(String name, String plugin, Map<String, String> keys, String more) {
    StringBuilder rule = new StringBuilder();
    rule.append("  - name: ").append(name).append("\n    plugin: ").append(plugin);
    rule.append("\n    config:\n");
    if (!more.isEmpty()) {
      rule.append("      ").append(more.replace("\n", "\n      ")).append('\n');
    }
    keys.forEach(
        (key, value) ->
            rule.append("      ")
                .append(key)
                .append(": '")
                .append(value.replace("'", "''"))
                .append("'\n"));
    return rule.toString();
  }

  private List<String> judged(String what, String rules) throws IOException {
    save("config/reactor.yaml", "rules:\n" + rules);
    Problems problems = new Problems();
    new ReactorConfigJudge().judge(home(), "joe", problems);
    DiagnosticPrinter printer = new DiagnosticPrinter(home().resolve("config"), false);
    List<String> leaks = new ArrayList<>();
    problems.all().forEach(d -> leaks.addAll(planted.in(what, printer.print(d) + "\n" + d + "\n")));
    return leaks;
  }

  @ParameterizedTest
  @MethodSource("types")
  void rulesThatAreBrokenAtTheSecretDoNotShowIt(ReactionType type) throws Exception {
    List<String> leaks = new ArrayList<>();
    for (String key : secrets(type)) {
      Map<String, String> rest = needed(type, key, "127.0.0.1:9");
      String value = planted.at(type.name() + "." + key);
      List<String> written = new ArrayList<>(List.of(value));
      if (key.equals("url")) { // the path of a web hook is its key
        written =
            List.of(
                "https://hooks.example.org/services/" + value,
                "http://hooks.example.org/" + value,
                "https://hooks.example.org/?key=" + value,
                "https://joe:" + value + "@hooks.example.org/");
      }
      for (String text : written) {
        for (String blunder : Planted.blunders(key, text)) {
          leaks.addAll(judged(blunder, rule("r", type.name(), rest, blunder)));
        }
        Map<String, String> more = new TreeMap<>(rest);
        more.put("timeout", "soon"); // some other key is wrong
        leaks.addAll(judged("timeout", rule("r", type.name(), more, key + ": " + text)));
        more = new TreeMap<>(rest);
        more.put("to", "no address @ all");
        leaks.addAll(judged("to", rule("r", type.name(), more, key + ": " + text)));
        more.remove("to");
        leaks.addAll(judged("no to", rule("r", type.name(), more, key + ": " + text)));
      }
    }
    for (Setting<?> setting : type.settings().all()) {
      String key = setting.key();
      save("secrets/wrong", planted.at(type.name() + "." + key + " by reference") + "\n");
      Map<String, String> rest = needed(type, key, "127.0.0.1:9");
      for (String text :
          List.of(
              "'${file:secrets/wrong}'",
              "['${file:secrets/wrong}']",
              "{a: '${file:secrets/wrong} {{ x'}",
              "'x://${file:secrets/wrong} {{ ( ['")) {
        String line = key + ": " + text;
        leaks.addAll(judged(line, rule("r", type.name(), rest, line)));
      }
    }
    assertEquals(List.of(), leaks);
  }

  @Test
  void reactionsThatFailTellNobody() throws Exception {
    Map<String, String> environment = new TreeMap<>();
    HttpServer denying =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    denying.createContext(
        "/",
        exchange -> {
          byte[] said =
              ("denied: " + exchange.getRequestURI() + exchange.getRequestHeaders().entrySet())
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().contains("busy") ? 500 : 401, said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    denying.setExecutor(
        task -> {
          Thread thread = new Thread(task, "denying server");
          thread.setDaemon(true);
          thread.start();
        });
    denying.start();
    int metrics;
    int refused;
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      metrics = one.getLocalPort();
      refused = two.getLocalPort();
    }
    String address = "127.0.0.1:" + denying.getAddress().getPort();
    StringBuilder rules = new StringBuilder("metrics: 127.0.0.1:" + metrics + "\nrules:\n");
    int deliveries = 0;
    for (ReactionType type : types().toList()) {
      for (String key : secrets(type)) {
        for (String way : List.of("plain", "file", "env")) {
          for (String at : List.of(address, "127.0.0.1:" + refused)) {
            String name = type.name() + "-" + key + "-" + way + (at.equals(address) ? "-d" : "-r");
            String secret = planted.at(name);
            String value =
                key.equals("url") ? "http://" + at + "/busy/" + secret + "?key=" + secret : secret;
            String written = value;
            if (way.equals("file")) {
              save("secrets/" + name, value + "\n");
              written = "${file:secrets/" + name + "}";
            } else if (way.equals("env")) {
              environment.put("P_" + name.replace('-', '_'), value);
              written = "${env:P_" + name.replace('-', '_') + "}";
            }
            Map<String, String> keys = needed(type, key, at);
            keys.put(key, written);
            rules.append(rule(name, type.name(), keys, ""));
            deliveries++;
          }
        }
      }
    }
    String header = planted.at("Webhook headers");
    save("secrets/header", planted.at("Webhook headers by reference"));
    rules.append(
        rule(
            "headers",
            "Webhook",
            Map.of("url", "http://" + address + "/busy"),
            "headers: {X-Gotify-Key: " + header + ", X-Other: '${file:secrets/header}'}"));
    save("secrets/command", planted.at("Command by reference"));
    rules.append(
        rule(
            "program",
            "Command",
            Map.of("command", "no-such-program ${file:secrets/command}"),
            ""));
    rules.append(
        rule("shell", "Command", Map.of("shell", "echo as ${file:secrets/command}; exit 1"), ""));
    rules.append(
        rule("env", "Command", Map.of("command", "env", "output_field", "environment"), ""));
    rules.append(rule("f", "MessageQueue", Map.of("directory", "forward"), ""));
    save("config/reactor.yaml", rules.toString());
    try (Queues queues = ReactorHome.queues()) {
      queues
          .appender(home().resolve("reactor"))
          .append(
              List.of(
                  Entry.of(
                      Message.of("key", "Test-1")
                          .with("subject", "the-marker")
                          .with("lastupdate", 1))));
    }
    Path said = directory.resolve("said");
    List<String> leaks = new ArrayList<>();
    Process reactor = wubot(environment, said, List.of("reactor", "--host", "joe"));
    try {
      int all = deliveries + 2;
      ReactorHome.await(
          "every reaction's failure",
          () ->
              !reactor.isAlive()
                  || read(said)
                          .lines()
                          .filter(l -> l.contains("WARN") && l.contains("Rule '"))
                          .count()
                      >= all);
      assertTrue(reactor.isAlive(), read(said));
      HttpClient client = HttpClient.newHttpClient();
      for (String path : List.of("/metrics", "/health")) {
        URI page = URI.create("http://127.0.0.1:" + metrics + path);
        HttpRequest request = HttpRequest.newBuilder(page).build();
        leaks.addAll(
            planted.in(path, client.send(request, HttpResponse.BodyHandlers.ofString()).body()));
      }
      Path told = directory.resolve("told");
      List<List<String>> commands =
          Stream.of(
                  List.of("status", "--json", "--host", "joe"),
                  List.of("status", "--host", "joe"),
                  List.of("check", "--host", "joe"),
                  List.of("explain", "1"),
                  List.of("dead", "ls"),
                  List.of("dead", "ls", "--json"),
                  List.of("dead", "show", "1"),
                  List.of("rules", "lint"),
                  List.of("queue", "cat", "forward"),
                  List.of("schema", "reactor"))
              .map(this::atHome)
              .toList();
      Process process = java(environment, told, "wubot.cli.Several", Several.arguments(commands));
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), read(told));
      for (List<String> command : commands) {
        assertTrue(
            read(told).contains(Several.exit(command, 0))
                || read(told).contains(Several.exit(command, 1)),
            command + read(told));
      }
      leaks.addAll(planted.in("what the commands said", read(told)));
      reactor.destroy();
      assertTrue(reactor.waitFor(30, TimeUnit.SECONDS));
    } finally {
      reactor.destroyForcibly();
      denying.stop(0);
    }
    leaks.addAll(planted.in("what the daemon said", read(said)));
    assertTrue(
        planted.below(home().resolve("forward"), file -> false).isEmpty()
            && Planted.content(queueFile(home().resolve("forward"))).contains("PATH="));
    Path config = home().resolve("config");
    Path secrets = home().resolve("secrets");
    Path trees = home().resolve("state/reactor/trees"); // copies of the config, for explain
    leaks.addAll(
        planted.below(
            home(),
            file -> file.startsWith(config) || file.startsWith(secrets) || file.startsWith(trees)));
    assertTrue(Files.isDirectory(trees));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(trees)));
    assertEquals(List.of(), leaks);
  }

  private static Path queueFile(Path queue) throws IOException {
    try (Stream<Path> files = Files.walk(queue)) {
      return files
          .filter(file -> file.toString().endsWith(".cq4"))
          .filter(file -> !file.getFileName().toString().startsWith("metadata"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Process wubot(Map<String, String> environment, Path said, List<String> arguments)
      throws IOException {
    return java(environment, said, "wubot.cli.Wubot", atHome(arguments));
  }

  private List<String> atHome(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    if (!arguments.contains("schema")) {
      words.addAll(List.of("--home", home().toString()));
    }
    return words;
  }

  private static Process java(
      Map<String, String> environment, Path said, String program, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>(ChildReactor.java());
    line.add(program);
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
