// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.member.GroupCommand;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.ChronicleQueues;
import wubot.queue.Durability;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;
import wubot.queue.StoredQueue;

/**
 * Reactors of one group as {@code wubot reactor} runs them, each in a process of its own, over a
 * store of files; all are killed when closed. Claims live long enough that a busy machine makes
 * nobody repeat anything. Messages come from this process, as from a monitor.
 */
final class MemberProcesses implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final Path directory;
  private final String group;
  private final Queues queues =
      new ChronicleQueues(
          "feeder",
          Clock.systemUTC(),
          QueueSettings.DEFAULT.withFloorBytes(0).withDurability(Durability.OS));
  private final Map<String, Process> running = new TreeMap<>();
  private final Map<String, Map<String, String>> clocks = new HashMap<>();
  private final List<Process> all = new ArrayList<>();

  /**
   * None yet.
   *
   * @param group lines of {@code group.yaml} beside name, store and times
   */
  MemberProcesses(Path directory, String group) {
    this.directory = directory;
    this.group = group;
  }

  Path home(String member) {
    return directory.resolve(member);
  }

  /** Whether members can be given clocks of their own. */
  static Optional<Path> clockLibrary() {
    return List.of("x86_64-linux-gnu", "aarch64-linux-gnu").stream()
        .map(arch -> Path.of("/usr/lib", arch, "faketime/libfaketimeMT.so.1"))
        .filter(Files::isReadable)
        .findFirst();
  }

  /**
   * From its next start on a member has clocks of its own.
   *
   * @param time for libfaketime, e.g. {@code +1h}, or {@code +0 x1.3} for clocks that run fast
   */
  void clock(String member, String time) {
    clocks.put(
        member, Map.of("LD_PRELOAD", clockLibrary().orElseThrow().toString(), "FAKETIME", time));
  }

  /** Writes a member's files and starts it. */
  void start(String member, String rules, String more) {
    write(member, rules);
    groupFile(member, group + more);
    start(member);
  }

  /** Writes a member's rules and makes its queue. */
  void write(String member, String rules) {
    new ReactorHome(home(member)).rules(rules);
    queues.appender(home(member).resolve("reactor"));
  }

  /** Writes a member's {@code group.yaml}: name, store and times, and these lines. */
  void groupFile(String member, String lines) {
    write(
        home(member).resolve("config/group.yaml"),
        """
        group: home
        store: file:%s
        session_ttl: 3s
        handling_ttl: 5s
        hesitate: 20ms
        """
                .formatted(directory.resolve("store"))
            + lines);
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a member that has its files. */
  void start(String member) {
    List<String> line = new ArrayList<>(ChildReactor.java());
    line.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "wubot.cli.Wubot", "reactor"));
    line.addAll(List.of("--home", home(member).toString(), "--host", member));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output(member).toFile()));
    builder.environment().putAll(clocks.getOrDefault(member, Map.of()));
    try {
      Process process = builder.start();
      running.put(member, process);
      all.add(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path output(String member) {
    return home(member).resolve("output");
  }

  /** What a member printed and logged. */
  String log(String member) {
    StringBuilder text = new StringBuilder();
    for (Path file : List.of(output(member), home(member).resolve("log/reactor.log"))) {
      try {
        text.append(Files.exists(file) ? Files.readString(file) : "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString();
  }

  /** Sends a member a signal, by its name. */
  void signal(String member, String signal) throws IOException, InterruptedException {
    String pid = Long.toString(running.get(member).pid());
    int code = new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + signal + " " + pid + " fails: " + code);
    }
  }

  void kill(String member) {
    running.get(member).destroyForcibly();
    ended(member);
  }

  /** Tells a member to end, and waits until it has. */
  int end(String member) {
    running.get(member).destroy();
    return ended(member);
  }

  /** Waits until a member has ended; its exit code. */
  int ended(String member) {
    Process process = running.get(member);
    try {
      if (!process.waitFor(ReactorHome.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(member + " does not end\n" + log(member));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return process.exitValue();
  }

  boolean isRunning(String member) {
    return running.get(member).isAlive();
  }

  /** What a member answers on its group; empty when it does not. */
  Optional<Map<String, Object>> status(String member) {
    try {
      return ControlClient.connect(home(member), ControlClient.REACTOR)
          .map(
              client -> {
                try (client) {
                  return client.ask(Question.of("group").with("act", "status"), ANSWER);
                }
              });
    } catch (ControlException e) {
      return Optional.empty();
    }
  }

  /** A fact that a member tells about something with a name, e.g. the holder of a role. */
  String fact(String member, String table, String named, String name, String fact) {
    return status(member).stream()
        .flatMap(all -> ((Collection<?>) all.get(table)).stream())
        .map(row -> (Map<?, ?>) row)
        .filter(row -> name.equals(row.get(named)))
        .map(row -> String.valueOf(row.get(fact)))
        .findFirst()
        .orElse("");
  }

  /** Who runs a role, as a member sees it; empty for nobody. */
  String holder(String member, String role) {
    boolean runs = fact(member, "roles", "role", role, "state").equals("running");
    return runs ? fact(member, "roles", "role", role, "holder") : "";
  }

  /** Waits until these see each other. */
  void awaitAll(Collection<String> members) {
    ReactorHome.await(
        "members to see each other",
        Duration.ofMillis(50),
        () ->
            members.stream()
                .allMatch(
                    one ->
                        members.stream()
                            .allMatch(
                                other ->
                                    fact(one, "members", "node", other, "state").equals("alive"))));
  }

  /**
   * Waits until nothing waits at these any more: what they did they have written down as well, and
   * one that is killed then leaves nothing to be done again.
   */
  void awaitDone(Collection<String> members) {
    ReactorHome.await(
        "all to be done at " + members,
        Duration.ofMillis(50),
        () -> members.stream().allMatch(member -> waiting(member) == 0));
  }

  /** How much waits in a member's queue, and then in its outboxes. */
  private long waiting(String member) {
    long read = StoredQueue.at(home(member).resolve("reactor")).map(this::waiting).orElse(0L);
    Path outboxes = home(member).resolve("queue/outbox");
    return read > 0 || !Files.isDirectory(outboxes)
        ? read
        : StoredQueue.under(outboxes).stream().mapToLong(this::waiting).sum();
  }

  private long waiting(StoredQueue queue) {
    return queue.cursors().stream().mapToLong(StoredQueue.Place::depth).sum();
  }

  /** What {@code wubot group} prints on the host of a member, and its exit code before it. */
  String command(String member, String... words) {
    StringWriter out = new StringWriter();
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--home", home(member).toString()));
    int code =
        new CommandLine(new GroupCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute(line.toArray(String[]::new));
    return code + " " + out.toString().strip();
  }

  /** Puts messages into a member's queue. */
  void feed(String member, List<Message> messages) {
    queues
        .appender(home(member).resolve("reactor"))
        .append(messages.stream().map(message -> Entry.of(message.copy())).toList());
  }

  /** Puts messages into a member's queue as a relay from their origin does. */
  void relay(String member, List<Message> messages) {
    queues
        .appender(home(member).resolve("reactor"))
        .append(
            messages.stream()
                .map(
                    message -> {
                      Identity id = message.identity().orElseThrow();
                      return Entry.received(
                          message.copy(), new LinkStamp(id.origin() + "#1", id.sequence()));
                    })
                .toList());
  }

  /** What stands in a queue of a member. */
  List<Message> content(String member, String queue) {
    return new ReactorHome(home(member)).content(queues, queue);
  }

  /** How often a field had each value in the queues of this name, over all members. */
  Map<String, Integer> counts(Collection<String> members, String queue, String field) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String member : members) {
      for (Message message : content(member, queue)) {
        if (message.has(field)) {
          counts.merge(message.text(field), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  @Override
  public void close() {
    all.forEach(Process::destroyForcibly);
    for (Process process : all) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    queues.close();
  }
}
