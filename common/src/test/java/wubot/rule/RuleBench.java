// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * Measures how fast one thread walks messages of about 300 bytes through rules, and compares what
 * came of them with the plainest walk, which tests every condition in turn.
 *
 * <p>Argument: seconds a round. Ends with status 1 when a message came out differently.
 */
public final class RuleBench {

  private static final int MESSAGES = 4000;
  private static final int HOSTS = 10;

  private record Round(
      String name,
      int rules,
      double perSecond,
      double plainPerSecond,
      double firing,
      double matching,
      int compared,
      int different) {}

  private RuleBench() {}

  /** Runs all rounds and prints a table and JSON. */
  public static void main(String[] arguments) throws InterruptedException {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 3;
    System.out.println(
        "rules                 messages/s   plain walk/s  fired a message   some fired  differ");
    Round tree = round("tree", tree(), treeMessages(), seconds);
    Round few = round("selective", selective(100), selectiveMessages(), seconds);
    Round many = round("selective", selective(10_000), selectiveMessages(), seconds);
    double ratio = few.perSecond / many.perSecond;
    System.out.printf(Locale.ROOT, "10,000 selective rules cost %.2f times what 100 cost%n", ratio);
    System.out.printf(
        Locale.ROOT,
        "[%s,%s,%s,{\"cost_of_10000_by_100\":%.3f}]%n",
        json(tree),
        json(few),
        json(many),
        ratio);
    if (tree.different + few.different + many.different > 0) {
      System.exit(1);
    }
  }

  private static Round round(String name, String yaml, List<Message> messages, double seconds)
      throws InterruptedException {
    RuleTree tree = Rules.tree(yaml);
    try (Engine engine = new Engine(tree, "joe")) {
      int different = 0;
      int fired = 0;
      int matching = 0;
      int compared = 0;
      long plainNanos = 0;
      for (Message original : messages) {
        if (plainNanos > seconds * 1e9) {
          break;
        }
        Message plain = original.copy();
        NaiveWalk walk = new NaiveWalk("joe");
        long from = System.nanoTime();
        walk.through(tree.rules(), plain);
        plainNanos += System.nanoTime() - from;
        Message fast = original.copy();
        engine.run(fast);
        compared++;
        different += fast.equals(plain) ? 0 : 1; // the log of fired rules is a field
        fired += walk.fired().size();
        matching += walk.fired().isEmpty() ? 0 : 1;
      }
      walk(engine, messages, seconds / 2); // until it is compiled
      double perSecond = walk(engine, messages, seconds);
      Round round =
          new Round(
              name,
              engine.hits().size(),
              perSecond,
              compared / (plainNanos / 1e9),
              (double) fired / compared,
              (double) matching / compared,
              compared,
              different);
      System.out.printf(
          Locale.ROOT,
          "%6d %-10s %14.0f %14.0f %16.2f %10.1f %% %7d%n",
          round.rules,
          name,
          perSecond,
          round.plainPerSecond,
          round.firing,
          100 * round.matching,
          different);
      return round;
    }
  }

  /** Messages a second; making the copies that are walked is not counted. */
  private static double walk(Engine engine, List<Message> messages, double seconds)
      throws InterruptedException {
    long nanos = 0;
    long walked = 0;
    List<Message> copies = new ArrayList<>(messages.size());
    while (nanos < seconds * 1e9) {
      copies.clear();
      messages.forEach(message -> copies.add(message.copy()));
      long from = System.nanoTime();
      for (Message message : copies) {
        if (!engine.run(message).isEmpty()) {
          throw new IllegalStateException("a rule failed");
        }
      }
      nanos += System.nanoTime() - from;
      walked += copies.size();
    }
    return walked / (nanos / 1e9);
  }

  private static String json(Round round) {
    return String.format(
        Locale.ROOT,
        "{\"rules\":%d,\"kind\":\"%s\",\"messages_per_second\":%.0f,"
            + "\"plain_messages_per_second\":%.0f,\"fired_per_message\":%.3f,"
            + "\"compared\":%d,\"different\":%d}",
        round.rules,
        round.name,
        round.perSecond,
        round.plainPerSecond,
        round.firing,
        round.compared,
        round.different);
  }

  private static Message message(String key, String host, long n, double percent) {
    return Message.of(Fields.KEY, key)
        .with(Fields.PLUGIN, key.substring(0, key.indexOf('-')))
        .with(Fields.HOSTNAME, host)
        .with(Fields.LASTUPDATE, 1_790_000_000L + n)
        .with("percent", percent)
        .with("size", 252_000_000_000L)
        .with("mount", "/")
        .with("device", "/dev/vda")
        .with("config.delay", "1m")
        .with("text", "used 139 GB of 252 GB, inodes 3 %, read-write, ext4, noatime");
  }

  /** Ten parts for ten checks, nine rules in each: thresholds, colours, texts. */
  private static String tree() {
    StringBuilder yaml = new StringBuilder();
    for (int check = 0; check < 10; check++) {
      yaml.append("- name: check " + check + "\n  condition: plugin equals Check" + check + "\n");
      yaml.append("  rules:\n");
      rule(yaml, "all", "percent exists", "part", "p" + check);
      rule(yaml, "here", "hostname matches ^host-", "site", "here");
      rule(yaml, "disk", "device starts with '/dev/'", "mailbox", "disks");
      rule(yaml, "from ten", "percent > 10", "color", "green");
      rule(yaml, "from fifty", "percent > 50", "color", "yellow");
      rule(yaml, "from eighty", "percent >= 80 AND mount equals '/'", "color", "orange");
      rule(yaml, "coloured", "color is true AND NOT (color equals green)", "status", "WARNING");
      rule(yaml, "warned", "status equals WARNING AND hostname exists", "errmsg", "nearly full");
      rule(yaml, "text", "text contains ext4", "file_system", "ext4");
    }
    return yaml.toString();
  }

  private static void rule(
      StringBuilder yaml, String name, String condition, String field, String value) {
    yaml.append("  - name: " + name + "\n    condition: \"" + condition + "\"\n");
    yaml.append("    plugin: SetField\n");
    yaml.append("    config: {field: " + field + ", value: '" + value + "'}\n");
  }

  private static List<Message> treeMessages() {
    Random random = new Random(1);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      String key = "Check" + random.nextInt(10) + "-" + random.nextInt(5);
      String host = "host-" + random.nextInt(HOSTS);
      messages.add(message(key, host, i, 30 + 70 * random.nextDouble()));
    }
    return messages;
  }

  /** Rules of four kinds, each for one thing, so that hardly any message meets one. */
  private static String selective(int rules) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < rules; i++) {
      String condition =
          switch (i % 4) {
            case 0 -> "key equals Thing-" + i;
            case 1 -> "key matches ^Thing-" + i + "-";
            case 2 -> "hostname equals only-" + i + " AND percent > 50";
            default -> "mount equals '/srv/" + i + "' AND plugin matches ^Thing";
          };
      yaml.append("- name: rule " + i + "\n  condition: \"" + condition + "\"\n");
      yaml.append("  plugin: SetField\n  config: {field: met, value: " + i + "}\n");
    }
    return yaml.toString();
  }

  /** The same for any number of rules from 100 on: three of a hundred meet one of the first 100. */
  private static List<Message> selectiveMessages() {
    Random random = new Random(2);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      double percent = 60 + 40 * random.nextDouble();
      String host = "host-" + random.nextInt(HOSTS);
      String key = "Other-" + random.nextInt(50);
      int rule = random.nextInt(100);
      if (random.nextInt(100) >= 3) {
        messages.add(message(key, host, i, percent));
        continue;
      }
      messages.add(
          switch (rule % 4) {
            case 0 -> message("Thing-" + rule, host, i, percent);
            case 1 -> message("Thing-" + rule + "-x", host, i, percent);
            case 2 -> message(key, "only-" + rule, i, percent);
            default -> message("Thing-x", host, i, percent).with("mount", "/srv/" + rule);
          });
    }
    return messages;
  }
}
