// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.IntFunction;
import wubot.message.Message;

/**
 * Compares wubot's engine with others on the same messages and equivalent rules, in one run and
 * taking turns, on one thread; checks first that all of them fire the same rules and set the same
 * fields.
 *
 * <p>Arguments: seconds a turn; where to write the plot. Ends with status 1 when a message came out
 * differently.
 */
@SuppressWarnings("SystemOut") // printing is what it is for
public final class RulesBench {

  private static final int TURNS = 5;
  private static final int[] GROWTH = {10, 100, 1000, 10_000};

  /** Longer than this and an engine is not asked to prepare ten times as many rules. */
  private static final double PATIENCE_SECONDS = 8;

  private static final Map<String, Function<Workload, Contender>> CONTENDERS = contenders();

  private final double seconds;
  private final StringJoiner json = new StringJoiner(",", "[", "]");
  private int different;

  private RulesBench(double seconds) {
    this.seconds = seconds;
  }

  private static Map<String, Function<Workload, Contender>> contenders() {
    Map<String, Function<Workload, Contender>> all = new LinkedHashMap<>();
    all.put("wubot", Wubot::new);
    all.put("naive", Naive::new);
    all.put("closures", Closures::new);
    all.put("Esper", Esper::new);
    all.put("Drools", Drools::new);
    all.put("Easy Rules", EasyRules::new);
    return all;
  }

  /** Runs everything and prints tables and a line of JSON. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
    Path plot = Path.of(arguments.length > 1 ? arguments[1] : "target/rules.svg");
    RulesBench bench = new RulesBench(seconds);
    bench.compare(Workload.tree());
    bench.compare(Workload.selective(100));
    bench.compare(Workload.looking(100));
    Map<String, double[]> growth = bench.growth("selective", Workload::selective);
    bench.growth("looking", Workload::looking);
    Files.createDirectories(plot.toAbsolutePath().getParent());
    Files.writeString(plot, new Plot(GROWTH, growth).toSvg());
    System.out.println("plot: " + plot);
    System.out.println(bench.json);
    if (bench.different > 0) {
      System.exit(1);
    }
  }

  /** All contenders on one workload, in turns. */
  private void compare(Workload workload) throws InterruptedException {
    Outcome[] expected = expected(workload, workload.messages());
    double firing = Arrays.stream(expected).mapToInt(o -> o.fired.size()).average().orElse(0);
    long some = Arrays.stream(expected).filter(o -> o.fired.size() > 0).count();
    System.out.printf(
        Locale.ROOT,
        "%n%s: %d rules, %.2f fire for a message, one or more for %.1f %% of %d messages%n%n",
        workload.name(),
        workload.rules().size(),
        firing,
        100.0 * some / expected.length,
        expected.length);
    System.out.println(
        "              messages/s   per CPU second   wubot is    bytes a message   differ");
    Map<String, Contender> contenders = new LinkedHashMap<>();
    CONTENDERS.forEach((name, make) -> contenders.put(name, make.apply(workload)));
    Map<String, Integer> differ = new LinkedHashMap<>();
    Map<String, Meter> meters = new LinkedHashMap<>();
    for (Map.Entry<String, Contender> entry : contenders.entrySet()) {
      differ.put(entry.getKey(), differences(entry.getValue(), workload.messages(), expected));
      Meter meter = new Meter(entry.getValue(), workload.messages());
      meter.warmUp(2 * seconds);
      meters.put(entry.getKey(), meter);
    }
    for (int turn = 0; turn < TURNS; turn++) {
      for (Meter meter : meters.values()) {
        meter.turn(seconds);
      }
    }
    contenders.values().forEach(Contender::close);
    double own = meters.get("wubot").median().perCpuSecond();
    meters.forEach(
        (name, meter) -> {
          Meter.Sample median = meter.median();
          System.out.printf(
              Locale.ROOT,
              "%-10s %13.0f %16.0f %9.2f x %18.0f %8d%n",
              name,
              median.perSecond(),
              median.perCpuSecond(),
              own / median.perCpuSecond(),
              median.bytes(),
              differ.get(name));
          json.add(json(workload.name(), name, median, own / median.perCpuSecond()));
        });
    different += differ.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static String json(String workload, String name, Meter.Sample sample, double ratio) {
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"engine\":\"%s\",\"messages_per_second\":%.0f,"
            + "\"messages_per_cpu_second\":%.0f,\"wubot_by_this\":%.3f,\"bytes_per_message\":%.0f}",
        workload,
        name,
        sample.perSecond(),
        sample.perCpuSecond(),
        ratio,
        sample.bytes());
  }

  /** How the rate falls as rules are added that do not match; messages a CPU second. */
  private Map<String, double[]> growth(String kind, IntFunction<Workload> workloads)
      throws InterruptedException {
    System.out.printf("%ngrowth: messages per CPU second with so many %s rules%n%n", kind);
    StringBuilder head = new StringBuilder("          ");
    for (int rules : GROWTH) {
      head.append(String.format(Locale.ROOT, "%13d", rules));
    }
    System.out.println(head + "   100 by 10,000");
    Map<String, double[]> rates = new LinkedHashMap<>();
    CONTENDERS.keySet().forEach(name -> rates.put(name, new double[GROWTH.length]));
    Map<String, Double> prepared = new LinkedHashMap<>();
    for (int i = 0; i < GROWTH.length; i++) {
      Workload workload = workloads.apply(GROWTH[i]);
      List<Message> checked = workload.messages().subList(0, GROWTH[i] > 1000 ? 400 : 4000);
      Outcome[] expected = expected(workload, checked);
      for (String name : CONTENDERS.keySet()) {
        if (prepared.getOrDefault(name, 0.0) > PATIENCE_SECONDS) {
          rates.get(name)[i] = Double.NaN;
          continue;
        }
        long from = System.nanoTime();
        try (Contender contender = CONTENDERS.get(name).apply(workload)) {
          prepared.put(name, (System.nanoTime() - from) / 1e9);
          different += differences(contender, checked, expected);
          Meter meter = new Meter(contender, workload.messages());
          meter.warmUp(2 * seconds);
          for (int turn = 0; turn < 3; turn++) {
            meter.turn(seconds / 2);
          }
          rates.get(name)[i] = meter.median().perCpuSecond();
        } catch (OutOfMemoryError e) {
          rates.get(name)[i] = Double.NaN; // a heap that holds the others is too small for it
        }
      }
    }
    rates.forEach((name, each) -> printGrowth(kind, name, each));
    return rates;
  }

  private void printGrowth(String kind, String name, double[] rates) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-10s", name));
    StringJoiner list = new StringJoiner(",", "[", "]");
    for (double rate : rates) {
      line.append(
          Double.isNaN(rate) ? "            -" : String.format(Locale.ROOT, "%13.0f", rate));
      list.add(Double.isNaN(rate) ? "null" : String.format(Locale.ROOT, "%.0f", rate));
    }
    if (!Double.isNaN(rates[3])) {
      line.append(String.format(Locale.ROOT, "%14.2f x", rates[1] / rates[3]));
    }
    System.out.println(line);
    json.add(
        "{\"workload\":\"growth "
            + kind
            + "\",\"engine\":\""
            + name
            + "\",\"per_cpu_second\":"
            + list
            + "}");
  }

  /** What came of a message. */
  private record Outcome(List<Integer> fired, Map<String, String> set) {}

  private static Outcome[] expected(Workload workload, List<Message> messages)
      throws InterruptedException {
    try (Contender naive = new Naive(workload)) {
      return outcomes(naive, messages);
    }
  }

  private static Outcome[] outcomes(Contender contender, List<Message> messages)
      throws InterruptedException {
    contender.prepare(messages);
    contender.run();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      outcomes.add(new Outcome(contender.fired(i), contender.set(i)));
    }
    return outcomes.toArray(Outcome[]::new);
  }

  /** For how many messages other rules fired, or in another order, or fields came out otherwise. */
  private static int differences(Contender contender, List<Message> messages, Outcome[] expected)
      throws InterruptedException {
    Outcome[] outcomes = outcomes(contender, messages);
    int different = 0;
    for (int i = 0; i < outcomes.length; i++) {
      different += outcomes[i].equals(expected[i]) ? 0 : 1;
    }
    return different;
  }
}
