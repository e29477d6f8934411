// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

/** On random trees and messages the engine does what testing every rule in turn would do. */
class EngineAgreesTest {

  private static final String[] FIELDS = {
    "key", "plugin", "hostname", "status", "config.path", "subject", "n", "color"
  };
  private static final String[] TEXTS = {"a", "b", "ab", "abc", "1", "2", "10", "", "OK"};

  private final List<String> seen = new ArrayList<>();

  /** Writes whatever it likes and does not tell, or fails. */
  private final TestReaction secretive =
      new TestReaction(
          "Secretive",
          with ->
              message -> {
                switch (with) {
                  case "0" -> message.put("key", "b");
                  case "1" -> message.remove("status");
                  case "2" -> throw new IllegalStateException("on purpose");
                  case "3" -> message.put("n", message.text("n") + "1");
                  default -> seen.add(message.text("key"));
                }
              });

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void onRandomTrees(int seed) throws InterruptedException {
    Random random = new Random(seed);
    int fired = 0;
    for (int round = 0; round < 40; round++) {
      String yaml = yaml(random, round);
      RuleTree tree = Rules.tree(yaml, secretive);
      try (Engine engine = new Engine(tree, "joe")) {
        for (int i = 0; i < 60; i++) {
          fired += compare(tree, engine, message(random), yaml);
        }
      }
    }
    assertTrue(fired > 2000, "only " + fired + " rules fired");
  }

  /** Long lists of rules that mostly ask for a text, and write the fields that others ask for. */
  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23, 24})
  void onLongLists(int seed) throws InterruptedException {
    Random random = new Random(seed);
    String[] fields = {"key", "subject", "color"};
    int fired = 0;
    for (int round = 0; round < 8; round++) {
      StringBuilder yaml = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        String field = fields[random.nextInt(fields.length)];
        String condition =
            switch (random.nextInt(8)) {
              case 0 -> condition(random, 1);
              case 1 -> field + " in [t" + random.nextInt(30) + ", t" + random.nextInt(30) + "]";
              case 2 -> "key exists AND " + field + " equals t" + random.nextInt(30);
              default -> field + " equals t" + random.nextInt(30);
            };
        yaml.append("- name: r" + i + "\n  condition: " + condition + "\n");
        if (random.nextInt(40) == 0) {
          yaml.append("  last_rule: yes\n");
        }
        String target = fields[random.nextInt(fields.length)];
        yaml.append("  plugin: SetField\n");
        yaml.append("  config: {field: " + target + ", value: t" + random.nextInt(30) + "}\n");
      }
      RuleTree tree = Rules.tree(yaml.toString(), secretive);
      try (Engine engine = new Engine(tree, "joe")) {
        for (int i = 0; i < 60; i++) {
          Message message = message(random);
          for (String field : fields) {
            message.put(field, "t" + random.nextInt(30));
          }
          fired += compare(tree, engine, message, yaml.toString());
        }
      }
    }
    assertTrue(fired > 2000, "only " + fired + " rules fired");
  }

  /** Long lists of rules that compare a few fields with numbers, and write them. */
  @ParameterizedTest
  @ValueSource(ints = {31, 32, 33, 34})
  void onManyThresholds(int seed) throws InterruptedException {
    Random random = new Random(seed);
    String[] fields = {"load", "free", "age"};
    String[] numbers = {"5", "-0", "0", "2.5", "7", "90%", "2m", "120", "10kB", "x", "", "NaN"};
    int fired = 0;
    for (int round = 0; round < 8; round++) {
      StringBuilder yaml = new StringBuilder();
      int span = round % 2 == 0 ? 8 : 400; // many rules at once, or few
      for (int i = 0; i < 300; i++) {
        String field = fields[random.nextInt(fields.length)];
        String operator = List.of("<", "<=", ">", ">=").get(random.nextInt(4));
        String number =
            random.nextInt(9) == 0
                ? List.of("90%", "2m", "10kB", "-0").get(random.nextInt(4))
                : Integer.toString(random.nextInt(span));
        String plain = field + " " + operator + " " + number;
        String condition =
            switch (random.nextInt(8)) {
              case 0 -> number + " " + operator + " " + field;
              case 1 -> plain + " AND color exists";
              case 2 -> "NOT (" + plain + ")";
              case 3 -> plain + " OR color exists";
              case 4 -> "hostname matches ^a AND " + plain;
              default -> plain;
            };
        yaml.append("- name: r" + i + "\n  condition: " + condition + "\n");
        if (random.nextInt(10) == 0) {
          String target = fields[random.nextInt(fields.length)];
          yaml.append("  plugin: SetField\n");
          yaml.append("  config: {field: " + target + ", value: " + random.nextInt(span) + "}\n");
        }
      }
      RuleTree tree = Rules.tree(yaml.toString(), secretive);
      try (Engine engine = new Engine(tree, "joe")) {
        for (int i = 0; i < 40; i++) {
          Message message = message(random);
          for (String field : fields) {
            switch (random.nextInt(4)) {
              case 0 -> message.put(field, numbers[random.nextInt(numbers.length)]);
              case 1 -> message.put(field, random.nextDouble() * span);
              case 2 -> message.put(field, random.nextInt(span));
              default -> message.put(field, List.of(random.nextInt(span), "5"));
            }
          }
          fired += compare(tree, engine, message, yaml.toString());
        }
      }
    }
    assertTrue(fired > 2000, "only " + fired + " rules fired");
  }

  /** Long lists of rules that look for something in a text, and write the texts. */
  @ParameterizedTest
  @ValueSource(ints = {41, 42, 43, 44})
  void onManyParts(int seed) throws InterruptedException {
    Random random = new Random(seed);
    String[] fields = {"subject", "text"};
    int fired = 0;
    for (int round = 0; round < 8; round++) {
      StringBuilder yaml = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        String field = fields[random.nextInt(fields.length)];
        String a = words(random, 1);
        String b = words(random, 1);
        String condition =
            switch (random.nextInt(14)) {
              case 0 -> field + " contains '" + a + "'";
              case 1 -> field + " icontains '" + a + "'";
              case 2 -> field + " starts with '" + a + "'";
              case 3 -> field + " ends with '" + a + "'";
              case 4 -> field + " matches '^" + a + ".*" + b + "'";
              case 5 -> field + " matches '(" + a + "|" + b + ")x?'";
              case 6 -> field + " imatches '" + a + "[ -]+" + b + "?'";
              case 7 -> field + " equals '" + a + "'";
              case 8 -> "(" + field + " contains " + b + " OR " + field + " matches '" + a + "$')";
              case 9 -> field + " matches '(a+)+" + a + "[0-9]{2}'";
              case 10 -> "NOT " + field + " contains '" + a + "'";
              case 11 -> "color exists AND " + field + " imatches '" + a + "'";
              case 12 -> "hostname equals a AND " + field + " contains '" + a + "'";
              default -> field + " matches '" + a + "{1,2}(?:" + b + ")*'";
            };
        yaml.append("- name: r" + i + "\n  condition: \"" + condition + "\"\n");
        if (random.nextInt(20) == 0) {
          String target = fields[random.nextInt(fields.length)];
          yaml.append("  plugin: SetField\n");
          yaml.append("  config: {field: " + target + ", value: " + words(random, 2) + "}\n");
        }
      }
      RuleTree tree = Rules.tree(yaml.toString(), secretive);
      try (Engine engine = new Engine(tree, "joe")) {
        for (int i = 0; i < 40; i++) {
          Message message = message(random);
          for (String field : fields) {
            switch (random.nextInt(8)) {
              case 0 -> message.put(field, List.of(words(random, 2), words(random, 1)));
              case 1 -> message.put(field, words(random, 1));
              case 2 -> message.put(field, "a".repeat(3000) + words(random, 1));
              default -> message.put(field, words(random, 1 + random.nextInt(8)));
            }
          }
          fired += compare(tree, engine, message, yaml.toString());
        }
      }
    }
    assertTrue(fired > 2000, "only " + fired + " rules fired");
  }

  private static String words(Random random, int count) {
    List<String> words =
        List.of(
            "disk", "Disk", "DISK", "dısk", "dİsk", "ſmart", "smart", "fan9", "fan", "ok", "é",
            "été");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i > 0 ? " " : "").append(words.get(random.nextInt(words.size())));
      text.append(random.nextInt(3) > 0 ? "" : random.nextInt(12));
    }
    return text.toString();
  }

  /** As when a rules file is edited: the engine lives on, with another tree each time. */
  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13})
  void whenTheRulesAreReplaced(int seed) throws InterruptedException {
    Random random = new Random(seed);
    try (Engine engine = new Engine(Rules.tree("[]", secretive), "joe")) {
      for (int round = 0; round < 40; round++) {
        String yaml = yaml(random, round);
        RuleTree tree = Rules.tree(yaml, secretive);
        engine.replace(tree);
        for (int i = 0; i < 20; i++) {
          compare(tree, engine, message(random), yaml);
        }
      }
    }
  }

  private int compare(RuleTree tree, Engine engine, Message message, String yaml)
      throws InterruptedException {
    Message naive = message.copy();
    Message watched = message.copy();
    final String before = message.toString();
    seen.clear();
    NaiveWalk walk = new NaiveWalk("joe");
    walk.through(tree.rules(), naive);
    final List<String> expectedSeen = List.copyOf(seen);
    seen.clear();
    Map<String, Long> hits = hits(engine);
    List<RuleFailure> failures = engine.run(message);
    assertEquals(naive, message, () -> before + "\n" + yaml);
    assertEquals(walk.failed(), failures.stream().map(RuleFailure::rule).toList());
    assertEquals(expectedSeen, seen);
    walk.fired().forEach(path -> hits.merge(path, 1L, Long::sum));
    assertEquals(hits, hits(engine), "how often each rule fired");
    FiredTrace trace = new FiredTrace();
    List<RuleFailure> failuresWatched = engine.run(watched, trace);
    assertEquals(naive, watched, "with somebody watching");
    assertEquals(walk.fired(), trace.fired);
    assertEquals(walk.failed(), failuresWatched.stream().map(RuleFailure::rule).toList());
    return walk.fired().size();
  }

  private static Map<String, Long> hits(Engine engine) {
    Map<String, Long> hits = new HashMap<>();
    engine.hits().forEach(hit -> hits.put(hit.rule().path(), hit.fired()));
    return hits;
  }

  private static String yaml(Random random, int round) {
    StringBuilder yaml = new StringBuilder();
    rules(random, yaml, "", 1 + random.nextInt(round % 4 == 0 ? 40 : 8), 0);
    return yaml.toString();
  }

  private static Message message(Random random) {
    Message message = Message.empty();
    for (String field : FIELDS) {
      switch (random.nextInt(6)) {
        case 0 -> {}
        case 1 -> message.put(field, random.nextInt(12));
        case 2 -> message.put(field, random.nextInt(5) == 0 ? null : random.nextBoolean());
        default -> message.put(field, TEXTS[random.nextInt(TEXTS.length)]);
      }
    }
    if (random.nextInt(50) == 0) {
      message.put("key", "x".repeat(300));
    }
    if (random.nextInt(50) == 0) {
      message.put("status", List.of("a"));
    }
    if (random.nextInt(30) == 0) {
      message.put("last_rule", random.nextInt(2));
    }
    if (random.nextInt(30) == 0) {
      message.put("wubot_rulelog", "no list");
    }
    return message;
  }

  private static void rules(
      Random random, StringBuilder yaml, String indent, int count, int depth) {
    for (int i = 0; i < count; i++) {
      yaml.append(indent).append("- name: r").append(i).append('\n');
      if (random.nextInt(5) > 0) {
        yaml.append(indent).append("  condition: ").append(condition(random, 0)).append('\n');
      }
      if (random.nextInt(12) == 0) {
        yaml.append(indent).append("  last_rule: yes\n");
      }
      step(random, yaml, indent + "  ");
      if (depth < 3 && random.nextInt(4) == 0) {
        yaml.append(indent).append("  rules:\n");
        rules(random, yaml, indent + "    ", 1 + random.nextInt(10), depth + 1);
      }
    }
  }

  private static void step(Random random, StringBuilder yaml, String indent) {
    String field = FIELDS[random.nextInt(FIELDS.length)];
    String value = TEXTS[random.nextInt(TEXTS.length)];
    switch (random.nextInt(6)) {
      case 0, 1 ->
          yaml.append(indent)
              .append("plugin: SetField\n" + indent + "config: {field: " + field + ", value: '")
              .append(value)
              .append("'}\n");
      case 2 ->
          yaml.append(indent)
              .append("plugin: DeleteField\n" + indent + "config: {field: " + field + "}\n");
      case 3 ->
          yaml.append(indent)
              .append("plugin: Secretive\n" + indent + "config: {with: ")
              .append(random.nextInt(6))
              .append("}\n");
      default -> {}
    }
  }

  private static String condition(Random random, int depth) {
    String field = FIELDS[random.nextInt(FIELDS.length)];
    String text = TEXTS[random.nextInt(TEXTS.length)];
    return switch (random.nextInt(depth > 2 ? 9 : 12)) {
      case 0, 1, 2 -> field + " equals " + Words.quoted(text);
      case 3 -> field + " matches ^" + (text.isEmpty() ? "a" : text);
      case 4 -> field + " in [" + Words.quoted(text) + ", 'a', 2]";
      case 5 -> field + " > " + random.nextInt(12);
      case 6 -> field + " is true";
      case 7 -> field + " exists";
      case 8 -> field + " != " + random.nextInt(3);
      case 9 -> "NOT (" + condition(random, depth + 1) + ")";
      case 10 ->
          "(" + condition(random, depth + 1) + ") AND (" + condition(random, depth + 1) + ")";
      default -> "(" + condition(random, depth + 1) + ") OR (" + condition(random, depth + 1) + ")";
    };
  }

  @Test
  void whenKeysNeverRepeat() throws InterruptedException {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      yaml.append("- {name: r" + i + ", condition: key ends with '" + i + "', plugin: SetField, ");
      yaml.append("config: {field: f" + i + ", value: 1}}\n");
    }
    RuleTree tree = Rules.tree(yaml.toString());
    try (Engine engine = new Engine(tree, "joe")) {
      for (int i = 0; i < 75_000; i++) {
        Message message = Message.of("key", "K-" + i);
        Message naive = message.copy();
        new NaiveWalk("joe").through(tree.rules(), naive);
        engine.run(message);
        assertEquals(naive, message);
      }
    }
  }

  @Test
  void whenPlansWouldFillTheMemory() throws InterruptedException {
    int rules = 800;
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < rules; i++) {
      yaml.append("- {name: r" + i + ", condition: \"key matches ^K AND n > " + i + "\"}\n");
    }
    RuleTree tree = Rules.tree(yaml.toString());
    Program program = new Program(tree, "joe", ReactionDecorator.NONE, Optional.empty());
    int most = 0;
    for (int i = 0; i < 1000; i++) {
      Message message = Message.of("key", "K-" + i % 300).with("n", 5);
      Message naive = message.copy();
      new NaiveWalk("joe").through(tree.rules(), naive);
      new Walk(message, program.planner(), Optional.empty()).through(program.rules());
      assertEquals(naive, message);
      most = Math.max(most, program.planner().kept());
    }
    assertTrue(most > 100 * rules, "plans were made: " + most);
    assertTrue(most <= Planner.MOST_KEPT + rules, "kept " + most);
  }

  /** A regular expression that gives up is that rule's failure, each time, unless others decide. */
  @Test
  void whenAnExpressionGivesUp() throws InterruptedException {
    String yaml =
        """
        - {name: gives up, condition: 'key matches "^(a+)+\\1$"'}
        - {name: decided, condition: '(key matches "^(a+)+\\1$") AND (subject equals x)'}
        - {name: undecided, condition: '(key matches "^(a+)+\\1$") AND (hostname exists)'}
        - {name: goes on, condition: key matches ^a, plugin: SetField, config: {field: f, value: 1}}
        """;
    RuleTree tree = Rules.tree(yaml);
    try (Engine engine = new Engine(tree, "joe")) {
      for (int i = 0; i < 3; i++) {
        Message message = Message.of("key", "a".repeat(150) + "b").with("hostname", "joe");
        assertEquals(1, compare(tree, engine, message, yaml));
        assertEquals("1", message.text("f"));
      }
      assertEquals(
          List.of("gives up", "undecided"),
          engine.hits().stream()
              .filter(hit -> hit.failed() > 0)
              .map(hit -> hit.rule().name())
              .toList());
    }
  }

  /** Notes what fired. */
  private static final class FiredTrace implements RuleTrace {

    private final List<String> fired = new ArrayList<>();

    @Override
    public void decided(Rule rule, Decision decision) {
      assertTrue(!decision.parts().isEmpty(), rule::path);
      if (decision.held()) {
        fired.add(rule.path());
      }
    }

    @Override
    public void reacted(Rule rule, Message before, Message after) {}

    @Override
    public void failed(Rule rule, RuleFailure failure) {}
  }
}
