// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import wubot.group.RoleProcesses.Line;

/**
 * Measures how long a role is without a holder: from a blow to the holder, or to the store, until a
 * member counts again. Three processes over each store; also how often two counted at once.
 *
 * <p>Arguments: how often each fault strikes, then the stores.
 */
public final class FailoverBench {

  private static final List<String> NODES = List.of("joe", "mike", "robert");
  private static final List<String> FAULTS =
      List.of("kill -9", "SIGSTOP", "partition", "store stall", "planned move");

  private FailoverBench() {}

  /** Runs all of it and prints a table and JSON. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<String> stores =
        arguments.length > 1
            ? List.of(arguments).subList(1, arguments.length)
            : List.of("file", "etcd", "postgresql", "mongodb");
    System.out.println("store       fault         rounds   p50 ms   p99 ms   two at once");
    var json = new StringBuilder();
    for (String store : stores) {
      try (Company company = new Company(store)) {
        for (String fault : FAULTS) {
          if (company.isPossible(fault)) {
            List<Long> times = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
              times.add(company.strike(fault));
            }
            String row = row(store, fault, times, company.overlaps());
            json.append(json.isEmpty() ? "[" : ",").append(row);
          }
        }
      }
    }
    System.out.println(json.append(']'));
    System.out.println(
        "Time to live "
            + RoleProcesses.TTL.toMillis()
            + " ms, no further timeout: a holder is followed after that at the earliest. A stall is"
            + " measured from its end.");
  }

  private static String row(String store, String fault, List<Long> times, int overlaps) {
    List<Long> sorted = times.stream().sorted().toList();
    long p50 = sorted.get((sorted.size() - 1) / 2);
    long p99 = sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
    System.out.printf(
        Locale.ROOT,
        "%-11s %-13s %6d %8d %8d %13d%n",
        store,
        fault,
        times.size(),
        p50,
        p99,
        overlaps);
    return String.format(
        Locale.ROOT,
        "{\"store\":\"%s\",\"fault\":\"%s\",\"rounds\":%d,\"p50_ms\":%d,\"p99_ms\":%d,"
            + "\"two_at_once\":%d}",
        store,
        fault,
        times.size(),
        p50,
        p99,
        overlaps);
  }

  /** Three members that are equals, each with its own way to the store. */
  private static final class Company implements AutoCloseable {

    private final Path directory;
    private final RoleProcesses processes;
    private final Optional<StoreServer> server;
    private final Map<String, CuttableProxy> proxies = new HashMap<>();
    private final Map<String, String> ways = new HashMap<>();

    Company(String kind) throws IOException {
      directory =
          Files.createTempDirectory(
              Path.of(System.getProperty("wubot.bench", "target")).toAbsolutePath(),
              "bench-failover-");
      processes = new RoleProcesses(directory.resolve("log"));
      server = server(kind);
      for (String node : NODES) {
        ways.put(node, way(kind, node));
        start(node, "peers=" + String.join(",", NODES));
      }
      awaitCount(0, "");
    }

    private static Optional<StoreServer> server(String kind) {
      return switch (kind) {
        case "file" -> Optional.empty();
        case "etcd" -> Optional.of(Etcd.alone());
        case "postgresql" -> Optional.of(Postgres.running());
        case "mongodb" -> Optional.of(Mongo.real().orElseGet(Mongo::inMemory));
        default -> throw new IllegalArgumentException("no store of the kind " + kind);
      };
    }

    private String way(String kind, String node) {
      if (server.isEmpty()) {
        return "file:" + directory.resolve("store");
      }
      return switch (kind) {
        case "etcd" -> "etcd:" + proxied(node, ((Etcd) server.get()).port());
        case "postgresql" -> by(node, ((Postgres) server.get()).uri());
        default -> by(node, ((Mongo) server.get()).uri());
      };
    }

    private int proxied(String node, int port) {
      return proxies.computeIfAbsent(node, name -> new CuttableProxy(port)).port();
    }

    /** The same address, by the proxy of a member. */
    private String by(String node, String uri) {
      String port = uri.replaceFirst(".*127\\.0\\.0\\.1:(\\d+)/.*", "$1");
      return uri.replace("127.0.0.1:" + port, "127.0.0.1:" + proxied(node, Integer.parseInt(port)));
    }

    private void start(String node, String... more) throws IOException {
      List<String> options = new ArrayList<>(List.of("nodes=joe,mike,robert", "timeout=0"));
      options.addAll(List.of(more));
      processes.start(node, ways.get(node), options.toArray(String[]::new));
    }

    boolean isPossible(String fault) {
      boolean served = server.isPresent();
      return served || !(fault.equals("partition") || fault.equals("store stall"));
    }

    /** Waits for somebody, other than one, to count; after the first so many lines. */
    private Line awaitCount(int after, String notBy) throws IOException {
      return processes.await(
          "somebody counting",
          after,
          line -> line.word().equals("COUNT") && !line.node().equals(notBy));
    }

    private String holder() throws IOException {
      int now = processes.lines().size();
      return awaitCount(now, "").node();
    }

    private int mark() throws IOException {
      return processes.lines().size();
    }

    /** How long nobody counted, in milliseconds. */
    long strike(String fault) throws IOException {
      String holder = holder();
      int mark = mark();
      long began = System.nanoTime();
      long counted;
      switch (fault) {
        case "kill -9" -> {
          processes.kill(holder);
          counted = awaitCount(mark, holder).nanos();
          start(holder);
          awaitUp(holder, mark);
        }
        case "SIGSTOP" -> {
          processes.signal(holder, "STOP");
          counted = awaitCount(mark, holder).nanos();
          processes.signal(holder, "CONT");
          awaitStop(holder, mark);
        }
        case "partition" -> {
          proxies.get(holder).cut();
          counted = awaitCount(mark, holder).nanos();
          proxies.get(holder).heal();
        }
        case "store stall" -> {
          server.orElseThrow().freeze();
          awaitStop(holder, mark);
          RoleProcesses.pause(RoleProcesses.TTL);
          int thawed = mark();
          began = System.nanoTime();
          server.orElseThrow().thaw();
          counted = awaitCount(thawed, "").nanos();
        }
        default -> {
          String to = NODES.get((NODES.indexOf(holder) + 1) % NODES.size());
          processes.tell(holder, "move " + to);
          Line first = awaitCount(mark, holder);
          counted = first.nanos();
          began = lastBefore(first);
        }
      }
      RoleProcesses.pause(RoleProcesses.TTL); // all members see each other again
      return (counted - began) / 1_000_000;
    }

    private long lastBefore(Line first) throws IOException {
      return processes.lines().stream()
          .filter(line -> line.word().equals("COUNT") && line.token() < first.token())
          .reduce((one, two) -> two)
          .orElseThrow()
          .nanos();
    }

    private void awaitUp(String node, int mark) throws IOException {
      Line unused =
          processes.await(
              node + " coming back",
              mark,
              line -> line.word().equals("UP") && line.node().equals(node));
    }

    private void awaitStop(String node, int mark) throws IOException {
      Line unused =
          processes.await(
              node + " stopping",
              mark,
              line -> line.word().equals("STOP") && line.node().equals(node));
    }

    /** How many counts came after one with a larger token. */
    int overlaps() throws IOException {
      long largest = 0;
      int wrong = 0;
      for (Line line : processes.lines()) {
        if (line.word().equals("COUNT")) {
          wrong += line.token() < largest ? 1 : 0;
          largest = Math.max(largest, line.token());
        }
      }
      return wrong;
    }

    @Override
    public void close() throws IOException {
      processes.close();
      for (CuttableProxy proxy : proxies.values()) {
        proxy.close();
      }
      server.ifPresent(StoreServer::close);
      ServerProgram.delete(directory);
    }
  }
}
