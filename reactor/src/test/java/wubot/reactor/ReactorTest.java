// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.queue.Queues;

class ReactorTest {

  private static final String FORWARD =
      """
      rules:
        - name: status
          plugin: Status
        - name: forward
          plugin: MessageQueue
          config:
            directory: forward
      """;

  @TempDir Path directory;
  private ReactorHome home;

  @BeforeEach
  void home() {
    home = new ReactorHome(directory);
  }

  private static List<Long> numbers(int from, int to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void everyMessageGoesThroughTheTreeOnceAndInOrder() {
    home.rules(FORWARD);
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 1500);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("the backlog", () -> reactor.handled() == 1500);
        home.feed(queues, 1501, 1501);
        ReactorHome.await("one more", () -> home.numbers(queues, "forward").size() == 1501);
      }
      assertEquals(numbers(1, 1501), home.numbers(queues, "forward"));
      try (Reactor reactor = home.start(queues)) {
        home.feed(queues, 1502, 1502);
        ReactorHome.await("after a restart", () -> reactor.handled() == 1);
      }
      List<Message> forwarded = home.content(queues, "forward");
      assertEquals(numbers(1, 1502), home.numbers(queues, "forward"));
      assertEquals(215, forwarded.get(1501).number("status_count").orElseThrow());
    }
  }

  @Test
  void aBrokenFileHoldsMessagesUntilItIsMended() {
    home.rules("rules:\n  - name: forward\n    plugin: MesageQueue\n");
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        home.rules(FORWARD);
        ReactorHome.await("the mended file", () -> reactor.handled() == 3);
      }
      assertEquals(numbers(1, 3), home.numbers(queues, "forward"));
    }
  }

  @Test
  void aBrokenSaveLeavesTheLastGoodRulesInForce() {
    home.rules(FORWARD);
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 1);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("the first", () -> reactor.handled() == 1);
        home.rules("rules: [");
        home.feed(queues, 2, 2);
        ReactorHome.await("the second", () -> reactor.handled() == 2);
        home.rules(FORWARD.replace("directory: forward", "directory: elsewhere"));
        ReactorHome.await(
            "the new rules",
            () -> {
              home.feed(queues, 3, 3);
              return !home.numbers(queues, "elsewhere").isEmpty();
            });
      }
      assertTrue(home.numbers(queues, "forward").containsAll(List.of(1L, 2L)));
    }
  }

  @Test
  void rulesWhoseSecretIsMissingAreInForceWhenItAppears() throws IOException {
    home.rules(FORWARD.replace("directory: forward", "directory: ${file:secrets/place}"));
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        Path secret = Files.createDirectories(directory.resolve("secrets")).resolve("place");
        Files.writeString(secret, "first");
        ReactorHome.await("the first place", () -> home.numbers(queues, "first").size() == 3);
        Files.delete(secret); // the last good rules stay in force
        home.feed(queues, 4, 4);
        ReactorHome.await("one more", () -> reactor.handled() == 4);
        Files.writeString(secret, "second");
        ReactorHome.await(
            "the second place",
            () -> {
              home.feed(queues, 5, 5);
              return !home.numbers(queues, "second").isEmpty();
            });
      }
      assertTrue(home.numbers(queues, "first").containsAll(List.of(1L, 2L, 3L, 4L)));
    }
  }

  @Test
  void oddTimesAndNamesHoldUpNobodyElse() {
    home.rules(
        """
        rules:
          - name: feed
            plugin: Feed
            config: {directory: feeds}
          - name: numbers
            plugin: RRD
            config: {base_dir: rrd, fields: {n: GAUGE}}
          - name: forward
            plugin: MessageQueue
            config: {directory: forward}
        """);
    List<Message> odd = new ArrayList<>();
    for (Object made : List.of(1_763_764_200_000L, 1_763_764_200_000_000_000L, 1e300, -1e300)) {
      odd.add(Message.of("key", "Test").with("subject", "s").with("lastupdate", made));
    }
    for (String name : List.of("a\0b", "..", "x".repeat(245), "x".repeat(300))) {
      odd.add(Message.of("key", name).with("subject", "s").with("mailbox", name));
    }
    try (Queues queues = ReactorHome.queues()) {
      odd.forEach(message -> home.append(queues, message.with("n", 1)));
      home.feed(queues, 2, 2);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("all", () -> home.numbers(queues, "forward").size() == odd.size() + 1);
        ReactorHome.await("done with all", () -> home.depth(queues) == 0);
        assertEquals(odd.size() + 1, reactor.handled());
      }
    }
  }

  @Test
  void aMessageThatRulesMakeTooLargeHoldsUpNobodyElse() {
    home.rules(
        """
        rules:
          - name: twice
            condition: body exists
            plugin: Template
            config: {template: '{{ body }}{{ body }}', target_field: more}
          - name: one more
            plugin: SetField
            config: {set: {a: 1, b: 2, c: 3}}
          - name: forward
            plugin: MessageQueue
            config: {directory: forward}
        """);
    Message wide = Message.of("key", "wide");
    for (int i = 0; i < 9_997; i++) {
      wide.put("f" + i, i);
    }
    try (Queues queues = ReactorHome.queues()) {
      home.append(queues, Message.of("key", "long").with("body", "x".repeat(9_000_000)));
      home.append(queues, wide);
      home.feed(queues, 3, 3);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("the next one", () -> !home.numbers(queues, "forward").isEmpty());
        ReactorHome.await("done with all", () -> home.depth(queues) == 0);
        assertEquals(3, reactor.handled());
      }
      assertEquals(numbers(3, 3), home.numbers(queues, "forward"));
      List<Message> dead = home.content(queues, "queue/dead");
      assertEquals(List.of("long", "wide"), dead.stream().map(m -> m.text("key")).toList());
      assertTrue(
          dead.get(0).text("dead.error").contains("has grown"), dead.get(0).text("dead.error"));
    }
  }

  @Test
  void aQueueThatTheReactorReadsCannotBeFedByItsRules() {
    home.rules(FORWARD.replace("directory: forward", "directory: reactor"));
    wubot.config.Problems problems = new wubot.config.Problems();
    new ReactorConfigJudge().judge(directory, "joe", problems);
    assertTrue(problems.all().toString().contains("come back for ever"), problems.all().toString());
  }
}
