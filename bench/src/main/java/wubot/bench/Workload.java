// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import wubot.bench.Spec.Ask;
import wubot.bench.Spec.Test;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * Rules, and messages of about 300 bytes that are walked through them.
 *
 * @param name for the table
 * @param rules each before those inside it, in order
 * @param messages some thousands
 */
record Workload(String name, List<Spec> rules, List<Message> messages) {

  private static final int MESSAGES = 4000;
  private static final int HOSTS = 10;

  /** The fields that a rule sets and another asks for: those that have to be looked at in order. */
  Set<String> chained() {
    Set<String> asked = new HashSet<>();
    rules.forEach(rule -> rule.tests().forEach(test -> asked.add(test.field())));
    Set<String> set = new HashSet<>();
    rules.forEach(rule -> set.add(rule.field()));
    asked.retainAll(set);
    return asked;
  }

  /** A hundred rules, ten for each of ten checks: thresholds, colours, texts; about nine fire. */
  static Workload tree() {
    List<Spec> rules = new ArrayList<>();
    for (int check = 0; check < 10; check++) {
      int parent = rules.size();
      add(rules, -1, "", "", ask("plugin", Ask.EQUALS, "Check" + check));
      add(rules, parent, "part", "p" + check, ask("percent", Ask.EXISTS, ""));
      add(rules, parent, "site", "here", ask("hostname", Ask.STARTS, "host-"));
      add(rules, parent, "mailbox", "disks", ask("device", Ask.STARTS, "/dev/"));
      add(rules, parent, "color", "green", ask("percent", Ask.ABOVE, "10"));
      add(rules, parent, "color", "yellow", ask("percent", Ask.ABOVE, "50"));
      Test mount = ask("mount", Ask.EQUALS, "/");
      add(rules, parent, "color", "orange", ask("percent", Ask.AT_LEAST, "80"), mount);
      Test colour = ask("color", Ask.EXISTS, "");
      add(rules, parent, "status", "WARNING", colour, ask("color", Ask.DIFFERS, "green"));
      Test warned = ask("status", Ask.EQUALS, "WARNING");
      add(rules, parent, "errmsg", "nearly full", warned, ask("hostname", Ask.EXISTS, ""));
      add(rules, parent, "fstype", "ext4", ask("text", Ask.CONTAINS, "ext4"));
    }
    Random random = new Random(1);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      String key = "Check" + random.nextInt(10) + "-" + random.nextInt(5);
      String host = "host-" + random.nextInt(HOSTS);
      messages.add(message(key, host, i, 30 + 70 * random.nextDouble(), "/"));
    }
    return new Workload("tree", rules, messages);
  }

  /**
   * Rules of four kinds, each for one thing, so that hardly any message meets one: of a hundred
   * messages three meet one of the first hundred rules, or fewer where there are fewer rules. All
   * ask for equal texts and thresholds, which every engine can look up.
   */
  static Workload selective(int count) {
    List<Spec> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Test[] tests =
          switch (i % 4) {
            case 0 -> new Test[] {ask("key", Ask.EQUALS, "Thing-" + i)};
            case 1 ->
                new Test[] {
                  ask("key", Ask.EQUALS, "Thing-" + i), ask("percent", Ask.AT_LEAST, "20")
                };
            case 2 ->
                new Test[] {
                  ask("hostname", Ask.EQUALS, "only-" + i), ask("percent", Ask.ABOVE, "50")
                };
            default ->
                new Test[] {
                  ask("mount", Ask.EQUALS, "/srv/" + i), ask("plugin", Ask.EQUALS, "Thing")
                };
          };
      add(rules, -1, "met", "m" + i, tests);
    }
    Random random = new Random(2);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      double percent = 60 + 40 * random.nextDouble();
      String host = "host-" + random.nextInt(HOSTS);
      String key = "Other-" + random.nextInt(50);
      int rule = random.nextInt(Math.min(100, count));
      boolean meets = random.nextInt(100) < 3;
      boolean byKey = meets && rule % 4 < 2;
      boolean byHost = meets && rule % 4 == 2;
      boolean byMount = meets && rule % 4 == 3;
      messages.add(
          message(
              byKey ? "Thing-" + rule : byMount ? "Thing-x" : key,
              byHost ? "only-" + rule : host,
              i,
              percent,
              byMount ? "/srv/" + rule : "/"));
    }
    return new Workload(count + " selective", rules, messages);
  }

  /** Rules that each look for a text of their own in the same field; three of a hundred meet one. */
  static Workload looking(int count) {
    List<Spec> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      add(rules, -1, "met", "m" + i, ask("text", Ask.CONTAINS, "unit-" + i + " failed"));
    }
    Random random = new Random(3);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      boolean meets = random.nextInt(100) < 3;
      String unit = "unit-" + random.nextInt(Math.min(100, count));
      messages.add(
          message("Log-" + random.nextInt(50), "host-" + random.nextInt(HOSTS), i, 50, "/")
              .with(
                  "text",
                  "session 4711 of systemd: "
                      + unit
                      + (meets ? " failed" : " started")
                      + " after 12 s, see the journal"));
    }
    return new Workload(count + " looking into texts", rules, messages);
  }

  private static Test ask(String field, Ask ask, String value) {
    return new Test(field, ask, value);
  }

  private static void add(List<Spec> rules, int parent, String field, String value, Test... tests) {
    rules.add(new Spec(rules.size(), parent, List.of(tests), field, value));
  }

  private static Message message(String key, String host, long n, double percent, String mount) {
    return Message.of(Fields.KEY, key)
        .with(Fields.PLUGIN, key.substring(0, key.indexOf('-')))
        .with(Fields.HOSTNAME, host)
        .with(Fields.LASTUPDATE, 1_790_000_000L + n)
        .with("percent", percent)
        .with("size", 252_000_000_000L)
        .with("mount", mount)
        .with("device", "/dev/vda")
        .with("config.delay", "1m")
        .with("text", "used 139 GB of 252 GB, inodes 3 %, read-write, ext4, noatime");
  }
}
