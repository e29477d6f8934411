// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.xmpp.Prosody;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;

/**
 * A network under a steady load for a long time: a monitor that forwards to another host's, a
 * reactor there with rules that count, throttle, store and tell a web server; each in a process of
 * its own.
 *
 * <p>Every minute each of the three is made to collect its garbage; what is left of the heap, its
 * threads and its open files are noted. The first quarter is the time to warm up. What follows must
 * be flat: growth, by the median of the slopes between all pairs of samples, of less than a
 * twentieth of the median and 300 kB of heap, of fewer than two threads or files.
 *
 * <p>Arguments: seconds, messages a second.
 */
public final class SoakBench {

  private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final int LEAST_SAMPLES = 12;

  private record Sample(double seconds, long heapKb, ProcessFigures process) {}

  /** One of the processes and what was seen of it. */
  private record Watched(String name, Program program, Path log, List<Sample> samples) {

    void look(double seconds) throws IOException {
      program.mustLive();
      // In one go: what the daemon allocates between two commands would be noise of megabytes.
      Matcher total = LIVE.matcher(jcmd("GC.class_histogram"));
      if (!total.find()) {
        throw new IllegalStateException(name + " does not tell what lives on its heap");
      }
      long heap = Long.parseLong(total.group(1)) >> 10;
      samples.add(new Sample(seconds, heap, ProcessFigures.of(program.pid())));
    }

    private String jcmd(String command) {
      String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
      return Program.run(List.of(jcmd, Long.toString(program.pid()), command), Map.of());
    }

    /** Those after the time to warm up. */
    List<Sample> judged() {
      return samples.subList(samples.size() / 4, samples.size());
    }
  }

  private SoakBench() {}

  /** Runs the bench; exit code 1 when something grows, is lost or comes twice. */
  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    int rate = Integer.parseInt(arguments[1]);
    boolean good;
    try (XmppServer xmpp = new Prosody(Limits.RAISED);
        Scratch scratch = Scratch.make("soak");
        Notifications notifications = new Notifications()) {
      xmpp.start();
      relay(scratch, xmpp, "box", "directory: reactor\nuser: wubot-server@" + xmpp.domain());
      relay(scratch, xmpp, "server", "allow: wubot-box@" + xmpp.domain());
      scratch.write("box/config/plugins/Stamp/stamp.yaml", "delay: " + 1000.0 / rate + "ms\n");
      scratch.write("server/config/reactor.yaml", rules(notifications));
      String agent = "-javaagent:" + Stamp.jar(scratch.path().resolve("stamp.jar"));
      good = watch(scratch, notifications, agent, seconds);
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean watch(
      Scratch scratch, Notifications notifications, String agent, int seconds) throws Exception {
    try (Program reactor = daemon(scratch, "server", "reactor", "");
        Program server = daemon(scratch, "server", "monitor", "");
        Program box = daemon(scratch, "box", "monitor", agent)) {
      List<Watched> all =
          List.of(
              watched(scratch, "box monitor", box, "box-monitor"),
              watched(scratch, "server monitor", server, "server-monitor"),
              watched(scratch, "server reactor", reactor, "server-reactor"));
      if (!Waiting.until(300, () -> !notifications.taken().isEmpty())) {
        throw new IllegalStateException(
            "no notification came: "
                + Files.readString(all.get(0).log())
                + Files.readString(all.get(1).log())
                + Files.readString(all.get(2).log()));
      }
      sample(all, seconds);
      box.stop();
      Path home = scratch.path();
      Map<Integer, Integer> sent = LatencyBench.numbers(home.resolve("box/reactor"));
      Path kept = home.resolve("server/kept");
      // The box was ended in mid-stream: what it had not forwarded yet goes when it is back.
      try (Program again = daemon(scratch, "box", "monitor", "")) {
        for (int i = 0; i < 60 && LatencyBench.numbers(kept).size() < sent.size(); i++) {
          Waiting.pause(2000);
          again.mustLive();
        }
      }
      return report(all, sent, LatencyBench.numbers(kept), notifications.taken().size());
    }
  }

  private static void sample(List<Watched> all, int seconds) throws IOException {
    int pause = Math.max(5, Math.min(60, seconds / LEAST_SAMPLES));
    long began = System.nanoTime();
    for (int i = 1; i * (long) pause <= seconds; i++) {
      Waiting.pause(Math.max(0, 1000L * i * pause - (System.nanoTime() - began) / 1_000_000));
      StringBuilder line = new StringBuilder();
      for (Watched one : all) {
        one.look((System.nanoTime() - began) / 1e9);
        Sample last = one.samples().get(one.samples().size() - 1);
        line.append(
            String.format(
                Locale.ROOT,
                "  %s: heap %d kB, %d threads, %d files, RSS %d kB",
                one.name(),
                last.heapKb(),
                last.process().threads(),
                last.process().files(),
                last.process().residentKb()));
      }
      System.err.println(i * pause + " s" + line);
    }
  }

  private static boolean report(
      List<Watched> all, Map<Integer, Integer> sent, Map<Integer, Integer> kept, int told)
      throws IOException {
    long lost = LatencyBench.missing(sent, kept);
    long twice = LatencyBench.twice(kept);
    boolean good = lost == 0 && twice == 0 && !sent.isEmpty();
    Figures figures = new Figures("soak");
    for (Watched one : all) {
      List<Sample> samples = one.judged();
      boolean heap = flat(samples, Sample::heapKb, 0.05, 300);
      boolean threads = flat(samples, s -> s.process().threads(), 0, 2);
      boolean files = flat(samples, s -> s.process().files(), 0, 2);
      good &= heap && threads && files;
      Map<String, Object> row = figures.row();
      row.put("process", one.name());
      row.put("samples", samples.size());
      row.put("heap kB", range(samples, Sample::heapKb));
      row.put("kB/h", (long) (slope(samples, Sample::heapKb) * 3600));
      row.put("threads", range(samples, s -> s.process().threads()));
      row.put("files", range(samples, s -> s.process().files()));
      row.put("RSS MB", range(samples, s -> s.process().residentKb() >> 10));
      row.put("flat", heap && threads && files ? "yes" : "NO");
      row.put("log lines", Files.readAllLines(one.log()).size());
      row.put("sent", sent.size());
      row.put("lost", lost);
      row.put("twice", twice);
      row.put("told", told);
    }
    figures.print(System.out);
    return good;
  }

  private static boolean flat(
      List<Sample> samples, ToDoubleFunction<Sample> value, double part, double least) {
    double time = samples.get(samples.size() - 1).seconds() - samples.get(0).seconds();
    double growth = slope(samples, value) * time;
    double median = median(samples.stream().mapToDouble(value).boxed().toList());
    return growth < median * part + least;
  }

  /** A second; the median of the slopes between all pairs, which a few odd samples do not move. */
  private static double slope(List<Sample> samples, ToDoubleFunction<Sample> value) {
    List<Double> slopes = new ArrayList<>();
    for (Sample early : samples) {
      for (Sample late : samples) {
        if (late.seconds() > early.seconds()) {
          slopes.add(
              (value.applyAsDouble(late) - value.applyAsDouble(early))
                  / (late.seconds() - early.seconds()));
        }
      }
    }
    return slopes.isEmpty() ? 0 : median(slopes);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static String range(List<Sample> samples, ToDoubleFunction<Sample> value) {
    TreeMap<Long, Boolean> seen = new TreeMap<>();
    samples.forEach(sample -> seen.put((long) value.applyAsDouble(sample), true));
    return seen.size() == 1 ? "" + seen.firstKey() : seen.firstKey() + ".." + seen.lastKey();
  }

  private static String rules(Notifications notifications) {
    return """
        rules:
          - name: keep
            condition: plugin equals Stamp
            plugin: MessageQueue
            config:
              directory: kept
          - name: tenth
            condition: plugin equals Stamp AND number matches '0$'
            rules:
              - name: calm
                plugin: Throttle
                config:
                  every: 10s
                rules:
                  - name: tell
                    plugin: Webhook
                    config:
                      url: %s
                      body: '{"text": "{{ number }} {{ stamp }}"}'
              - name: count
                plugin: Status
        """
        .formatted(notifications.url());
  }

  private static void relay(Scratch scratch, XmppServer xmpp, String host, String more)
      throws IOException {
    xmpp.register("wubot-" + host, "secret-" + host);
    FootprintBench.ownerOnly(scratch.write(host + "/secrets/xmpp", "secret-" + host));
    scratch.write(
        host + "/config/plugins/XMPP/relay.yaml",
        """
        account: wubot-%s@%s
        password: ${file:secrets/xmpp}
        host: %s
        port: %d
        ca_file: %s
        delay: 1s
        %s
        """
            .formatted(host, xmpp.domain(), xmpp.host(), xmpp.port(), xmpp.authority(), more));
  }

  private static Watched watched(Scratch scratch, String name, Program program, String log) {
    return new Watched(name, program, scratch.path().resolve(log + ".log"), new ArrayList<>());
  }

  private static Program daemon(Scratch scratch, String host, String which, String options) {
    return Program.start(
        List.of(
            System.getProperty("bench.wubot"),
            which,
            "--home",
            scratch.directory(host).toString(),
            "--host",
            host),
        Map.of("WUBOT_JAVA_OPTS", options),
        scratch.path().resolve(host + "-" + which + ".log"));
  }
}
