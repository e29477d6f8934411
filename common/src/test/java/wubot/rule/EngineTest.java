// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;

class EngineTest {

  private final List<String> seen = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();

  /** Notes when it runs and when it is closed. */
  private final TestReaction note =
      new TestReaction(
          "Note",
          with ->
              new Reaction() {
                @Override
                public void react(Message message) {
                  seen.add(with);
                }

                @Override
                public List<Message> tick(Instant now) {
                  return List.of(Message.of("subject", with + " at " + now.getEpochSecond()));
                }

                @Override
                public void close() {
                  closed.add(with);
                }
              });

  private List<String> run(String yaml, Message message, ReactionType... more) throws Exception {
    seen.clear();
    List<ReactionType> types = new ArrayList<>(List.of(more));
    types.add(note);
    try (Engine engine = Rules.engine(yaml, types.toArray(ReactionType[]::new))) {
      assertEquals(List.of(), engine.run(message));
    }
    return List.copyOf(seen);
  }

  @Test
  void childrenComeBeforeTheReactionOfTheirParent() throws Exception {
    Message message = Message.of("x", 1);
    String yaml =
        """
        - {name: a, plugin: Note, config: {with: a}, rules: [
            {name: b, plugin: Note, config: {with: b}},
            {name: c, condition: x = 2, plugin: Note, config: {with: c}},
            {name: d, rules: [{name: e, plugin: Note, config: {with: e}}]}]}
        - {name: f, plugin: Note, config: {with: f}}
        """;
    assertEquals(List.of("b", "e", "a", "f"), run(yaml, message));
    assertEquals(
        List.of("joe:a", "joe:b", "joe:d", "joe:e", "joe:f"),
        message.value("wubot_rulelog").orElseThrow());
  }

  @Test
  void theConditionIsDecidedBeforeTheChildrenRun() throws Exception {
    String yaml =
        """
        - name: a
          condition: x = 1
          plugin: Note
          config: {with: a}
          rules:
            - {name: b, plugin: SetField, config: {field: x, value: 2}}
        - {name: c, condition: x = 2, plugin: Note, config: {with: c}}
        """;
    assertEquals(List.of("a", "c"), run(yaml, Message.of("x", 1)));
  }

  @Test
  void lastRuleEndsTheListsAroundItButNotTheReactionsAroundIt() throws Exception {
    String yaml =
        """
        - name: a
          plugin: Note
          config: {with: a}
          rules:
            - name: b
              plugin: Note
              config: {with: b}
              rules:
                - {name: c, plugin: Note, config: {with: c}, last_rule: yes}
                - {name: d, plugin: Note, config: {with: d}}
            - {name: e, plugin: Note, config: {with: e}}
        - {name: f, plugin: Note, config: {with: f}}
        """;
    Message message = Message.of("x", 1);
    assertEquals(List.of("c", "b", "a"), run(yaml, message));
    assertTrue(message.isTrue("last_rule"));
  }

  @Test
  void aReactionThatSetsLastRuleEndsTheListToo() throws Exception {
    String yaml =
        """
        - {name: a, plugin: SetField, config: {field: last_rule, value: 1}}
        - {name: b, plugin: Note, config: {with: b}}
        """;
    assertEquals(List.of(), run(yaml, Message.of("x", 1)));
  }

  @Test
  void aMessageThatCarriesLastRuleIsLeftAlone() throws Exception {
    Message message = Message.of("last_rule", 1);
    assertEquals(List.of(), run("- {name: a, plugin: Note, config: {with: a}}", message));
    assertFalse(message.has("wubot_rulelog"));
    Message harmless = Message.of("last_rule", 0);
    assertEquals(List.of("a"), run("- {name: a, plugin: Note, config: {with: a}}", harmless));
  }

  @Test
  void aRuleLogThatIsNoListStays() throws Exception {
    Message message = Message.of("wubot_rulelog", "odd");
    run("- {name: a, plugin: Note, config: {with: a}}", message);
    assertEquals("odd", message.text("wubot_rulelog"));
    Message longer = Message.of("wubot_rulelog", List.of("box:first"));
    run("- name: a", longer);
    assertEquals(List.of("box:first", "joe:a"), longer.value("wubot_rulelog").orElseThrow());
  }

  @Test
  void aCopyTakenOnTheWayKeepsItsRuleLog() throws Exception {
    List<Message> copies = new ArrayList<>();
    TestReaction copy = TestReaction.of("Copy", message -> copies.add(message.copy()));
    Message message = Message.of("x", 1);
    run("[{name: a, plugin: Copy}, {name: b, plugin: Copy}, {name: c}]", message, copy);
    assertEquals(List.of("joe:a"), copies.get(0).value("wubot_rulelog").orElseThrow());
    assertEquals(List.of("joe:a", "joe:b"), copies.get(1).value("wubot_rulelog").orElseThrow());
    try (Engine other = Rules.engine("- name: z")) {
      other.run(copies.get(0));
    }
    assertEquals(List.of("joe:a", "joe:z"), copies.get(0).value("wubot_rulelog").orElseThrow());
    assertEquals(List.of("joe:a", "joe:b", "joe:c"), message.value("wubot_rulelog").orElseThrow());
  }

  @Test
  void aFailingReactionIsTheFailureOfItsRuleAlone() throws Exception {
    TestReaction broken =
        new TestReaction(
            "Broken",
            with ->
                message -> {
                  switch (with) {
                    case "state" -> throw new IllegalStateException("odd state");
                    case "lasting" -> throw ReactionFailure.lasting("no such thing");
                    case "stack" -> throw new StackOverflowError();
                    case "link" -> throw new NoClassDefFoundError("some/Class");
                    default -> throw new NullPointerException();
                  }
                });
    String yaml =
        """
        - {name: a, plugin: Broken, config: {with: state}, last_rule: no}
        - name: b
          plugin: Broken
          config: {with: lasting}
          rules:
            - {name: c, plugin: Broken, config: {with: stack}}
            - {name: d, plugin: Note, config: {with: d}}
        - {name: e, plugin: Broken, config: {with: link}}
        - {name: f, plugin: Broken, config: {with: other}, last_rule: yes}
        - {name: g, plugin: Note, config: {with: g}}
        """;
    try (Engine engine = Rules.engine(yaml, note, broken)) {
      Message message = Message.of("x", 1);
      List<RuleFailure> failures = engine.run(message);
      assertEquals(
          List.of("a", "b / c", "b", "e", "f"), failures.stream().map(RuleFailure::rule).toList());
      assertEquals(List.of("d"), seen);
      assertTrue(message.isTrue("last_rule"), "the rule fired, so it was the last");
      assertEquals("IllegalStateException: odd state", failures.get(0).problem());
      assertEquals("no such thing", failures.get(2).problem());
      assertEquals("Broken", failures.get(0).reaction());
      assertEquals("rules.yaml", failures.get(0).place().file());
      assertEquals(1, failures.get(0).place().line());
      assertTrue(failures.stream().noneMatch(RuleFailure::passing));
      assertEquals(1, engine.hits().get(0).failed());
    }
  }

  @Test
  void aFailingConditionIsTheFailureOfItsRuleAlone() throws Exception {
    String yaml =
        """
        - {name: a, condition: 'x matches ^(a+)+\\1$', plugin: Note, config: {with: a}}
        - {name: b, condition: 'x matches ^(a+)+\\1$ OR y = 1', plugin: Note, config: {with: b}}
        - {name: c, plugin: Note, config: {with: c}}
        """;
    try (Engine engine = Rules.engine(yaml, note)) {
      Message message = Message.of("x", "a".repeat(5000) + "b").with("y", 1);
      List<RuleFailure> failures = engine.run(message);
      assertEquals(List.of("a"), failures.stream().map(RuleFailure::rule).toList());
      assertEquals("condition", failures.get(0).reaction());
      assertEquals(List.of("b", "c"), seen);
      assertEquals(List.of("joe:b", "joe:c"), message.value("wubot_rulelog").orElseThrow());
    }
  }

  @Test
  void passingFailuresAreTriedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    TestReaction flaky =
        TestReaction.of(
            "Flaky",
            message -> {
              if (calls.incrementAndGet() < 3) {
                throw ReactionFailure.passing("away", new IllegalStateException());
              }
            });
    String yaml = "- {name: a, plugin: Flaky, retry: {times: %d, delay: 1ms}}";
    try (Engine engine = Rules.engine(String.format(yaml, 2), flaky)) {
      assertEquals(List.of(), engine.run(Message.of("x", 1)));
      assertEquals(3, calls.get());
    }
    calls.set(0);
    try (Engine engine = Rules.engine(String.format(yaml, 1), flaky)) {
      List<RuleFailure> failures = engine.run(Message.of("x", 1));
      assertTrue(failures.get(0).passing());
      assertEquals(2, calls.get());
    }
  }

  @Test
  void lastingFailuresAreNotTriedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    TestReaction broken =
        TestReaction.of(
            "Broken",
            message -> {
              calls.incrementAndGet();
              throw ReactionFailure.lasting("never");
            });
    try (Engine engine = Rules.engine("- {plugin: Broken, retry: 5}", broken)) {
      assertEquals(1, engine.run(Message.of("x", 1)).size());
      assertEquals(1, calls.get());
    }
  }

  @Test
  void anInterruptEndsTheWalk() {
    TestReaction waiting =
        TestReaction.of(
            "Waiting",
            message -> {
              throw new InterruptedException();
            });
    try (Engine engine = Rules.engine("[{plugin: Waiting}, {plugin: Note}]", waiting, note)) {
      assertThrows(InterruptedException.class, () -> engine.run(Message.of("x", 1)));
      assertEquals(List.of(), seen);
    }
  }

  @Test
  void ticksReachEveryReactionAndFailuresStayApart() {
    TestReaction broken =
        TestReaction.of(
            "Broken",
            new Reaction() {
              @Override
              public void react(Message message) {}

              @Override
              public List<Message> tick(Instant now) {
                throw new IllegalStateException("no tick");
              }
            });
    String yaml =
        """
        - {name: a, plugin: Note, config: {with: a}, rules: [{plugin: Note, config: {with: b}}]}
        - {name: c, plugin: Broken}
        - {name: d, condition: FALSE, plugin: Note, config: {with: d}}
        """;
    try (Engine engine = Rules.engine(yaml, note, broken)) {
      Engine.Tick tick = engine.tick(Instant.ofEpochSecond(7));
      assertEquals(
          List.of("b at 7", "a at 7", "d at 7"),
          tick.messages().stream().map(m -> m.text("subject")).toList());
      assertEquals(List.of("c"), tick.failures().stream().map(RuleFailure::rule).toList());
    }
  }

  @Test
  void whatCannotBeSettledHoldsUpNobody() throws Exception {
    List<String> settled = new ArrayList<>();
    AtomicReference<RuntimeException> trouble =
        new AtomicReference<>(new IllegalStateException("no such time"));
    ReactionType broken =
        settling(
            "Broken",
            () -> {
              throw trouble.get();
            });
    ReactionType fine = settling("Fine", () -> settled.add("fine"));
    try (Engine engine =
        Rules.engine("[{name: b, plugin: Broken}, {plugin: Fine}]", broken, fine)) {
      assertEquals(
          List.of("IllegalStateException: no such time"),
          engine.settle().stream().map(RuleFailure::problem).toList());
      trouble.set(ReactionFailure.lasting("there is no such name"));
      assertEquals(List.of("b"), engine.settle().stream().map(RuleFailure::rule).toList());
      assertEquals(List.of("fine", "fine"), settled);
      trouble.set(ReactionFailure.passing("the disk is full", null));
      assertThrows(ReactionFailure.class, engine::settle, "to be tried again");
    }
  }

  /** A reaction with the outside, of which only settling matters. */
  private static ReactionType settling(String name, Runnable settle) {
    return new ReactionType() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String summary() {
        return "For tests.";
      }

      @Override
      public Work work() {
        return Work.LOCAL;
      }

      @Override
      public Settings settings() {
        return Settings.of();
      }

      @Override
      public String example() {
        return "- plugin: " + name;
      }

      @Override
      public List<String> fields() {
        return List.of();
      }

      @Override
      public Reaction create(Values values, ReactionServices services) {
        return new Reaction() {
          @Override
          public void react(Message message) {}

          @Override
          public void settle() {
            settle.run();
          }
        };
      }
    };
  }

  @Test
  void countsHowOftenRulesFired() throws Exception {
    String yaml = "[{name: a, rules: [{name: b, condition: x > 1}]}, {name: c, condition: x = 9}]";
    try (Engine engine = Rules.engine(yaml)) {
      for (int x = 0; x < 4; x++) {
        engine.run(Message.of("x", x));
      }
      assertEquals(List.of(4L, 2L, 0L), engine.hits().stream().map(Engine.Hits::fired).toList());
      assertEquals("a / b", engine.hits().get(1).rule().path());
    }
  }

  @Test
  void anotherTreeKeepsTheReactionsThatHaveNotChanged() throws Exception {
    String before =
        """
        - {name: a, plugin: Note, config: {with: a}}
        - {name: b, plugin: Note, config: {with: b}}
        - {name: c, plugin: Note, config: {with: c}}
        """;
    String after =
        """
        - {name: c, condition: x = 1, plugin: Note, config: {with: c}}
        - {name: a, plugin: Note, config: {with: A}}
        """;
    List<Reaction> decorated = new ArrayList<>();
    ReactionDecorator decorator =
        (rule, reaction) -> {
          decorated.add(reaction);
          return reaction;
        };
    try (Engine engine = new Engine(Rules.tree(before, note), "joe", decorator)) {
      closed.clear();
      engine.replace(Rules.tree(after, note));
      assertEquals(4, decorated.size(), "three at first, one that changed");
      assertEquals(List.of("c", "a", "b"), closed, "the new c, the old a and b");
      engine.run(Message.of("x", 1));
      assertEquals(List.of("c", "A"), seen);
    }
    assertEquals(List.of("c", "a", "b", "c", "A"), closed);
  }

  @Test
  void theSameTreeInItsOwnPlaceStaysOpen() {
    RuleTree tree = Rules.tree("- {name: a, plugin: Note, config: {with: a}}", note);
    try (Engine engine = new Engine(tree, "joe")) {
      engine.replace(tree);
      assertEquals(List.of(), closed);
    }
    assertEquals(List.of("a"), closed);
  }

  @Test
  void aReactionThatDoesNotCloseHoldsUpNobody() {
    TestReaction stuck =
        TestReaction.of(
            "Stuck",
            new Reaction() {
              @Override
              public void react(Message message) {}

              @Override
              public void close() {
                throw new IllegalStateException("stuck");
              }
            });
    String yaml = "[{name: a, plugin: Stuck}, {name: b, plugin: Note, config: {with: b}}]";
    Engine replaced = Rules.engine(yaml, stuck, note);
    replaced.replace(RuleTree.EMPTY);
    assertEquals(List.of("b"), closed);
    Rules.engine(yaml, stuck, note).close();
    assertEquals(List.of("b", "b"), closed);
  }

  @Test
  void aTraceShowsWhatDecidedAndWhatChanged() throws Exception {
    List<String> told = new ArrayList<>();
    RuleTrace trace =
        new RuleTrace() {
          @Override
          public void decided(Rule rule, Decision decision) {
            told.add(rule.name() + " " + decision.held() + " " + decision.parts());
          }

          @Override
          public void reacted(Rule rule, Message before, Message after) {
            told.add(rule.name() + " x " + before.text("x") + " -> " + after.text("x"));
          }

          @Override
          public void failed(Rule rule, RuleFailure failure) {
            told.add(rule.name() + " failed: " + failure.problem());
          }
        };
    TestReaction broken =
        TestReaction.of(
            "Broken",
            message -> {
              throw ReactionFailure.lasting("never");
            });
    String yaml =
        """
        - {name: a, condition: key equals other AND x = 1}
        - {name: b, condition: x = 1, plugin: SetField, config: {field: x, value: 2}}
        - {name: c, plugin: Broken}
        """;
    try (Engine engine = Rules.engine(yaml, broken)) {
      engine.run(Message.of("x", 1).with("key", "k"), trace);
    }
    assertEquals(
        List.of(
            "a false [Part[question=key equals other, held=false, values={key=k}]]",
            "b true [Part[question=x = 1, held=true, values={x=1}]]",
            "b x 1 -> 2",
            "c true [Part[question=TRUE, held=true, values={}]]",
            "c failed: never",
            "c x 2 -> 2"),
        told);
  }
}
