// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.dead.DeadLetter;
import wubot.message.Message;
import wubot.queue.Queues;

/** kill -9 between the steps of a batch: nothing is lost, and nothing arrives twice anywhere. */
@Tag("slow")
class KillTest {

  private static final int MESSAGES = 1200;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"walked", "appended", "settled", "checkpointed", "committed"})
  void aRepeatedBatchMeetsTheStateThatItMetTheFirstTime(String milestone)
      throws IOException, InterruptedException {
    ReactorHome home = new ReactorHome(directory);
    home.rules(
        """
        rules:
          - name: status
            plugin: Status
          - name: forward
            plugin: MessageQueue
            config:
              directory: forward
          - name: twice
            condition: n in [5, 700]
            plugin: MessageQueue
            config:
              directory: forward
          - name: fails
            condition: n in [7, 1100]
            plugin: Command
            config:
              command: no-such-program
        """);
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, MESSAGES);
    }
    ChildReactor.killAt(directory, milestone, 1);
    ChildReactor.killAt(directory, milestone, 2);
    try (Queues queues = ReactorHome.queues()) {
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("the rest", () -> reactor.handled() >= 0 && home.depth(queues) == 0);
      }
      List<Long> expected =
          LongStream.rangeClosed(1, MESSAGES)
              .flatMap(n -> n == 5 || n == 700 ? LongStream.of(n, n) : LongStream.of(n))
              .boxed()
              .toList();
      assertEquals(expected, home.numbers(queues, "forward"));
      assertEquals(List.of(7L, 1100L), home.numbers(queues, "queue/dead"));
      List<Long> counts =
          home.content(queues, "forward").stream()
              .filter(m -> m.text("key").equals("Test-3"))
              .map(m -> (long) m.number("status_count").orElseThrow())
              .toList();
      assertEquals(
          IntStream.rangeClosed(1, counts.size()).mapToObj(i -> (long) i).toList(), counts);
      Message dead = home.content(queues, "queue/dead").get(0);
      assertEquals("fails", dead.text(DeadLetter.RULE));
      assertEquals("Command", dead.text(DeadLetter.REACTION));
      assertTrue(dead.text(DeadLetter.ERROR).startsWith("cannot run no-such-program"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"walked", "appended", "checkpointed"})
  void aWindowThatWasKilledInItsMiddleSaysTheSameAndOnce(String milestone)
      throws IOException, InterruptedException {
    ReactorHome home = new ReactorHome(directory);
    home.rules(
        """
        rules:
          - name: digest
            plugin: Digest
            config: {every: 100s, line: '{{ n }}', lines: 1000}
            rules:
              - name: forward
                plugin: MessageQueue
                config:
                  directory: digests
        """);
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, MESSAGES + 1); // the last ends the window before
    }
    ChildReactor.killAt(directory, milestone, 1);
    ChildReactor.killAt(directory, milestone, 3);
    try (Queues queues = ReactorHome.queues();
        Reactor reactor = home.start(queues)) {
      ReactorHome.await(
          "the last digest",
          () -> reactor.failed() > 0 || home.content(queues, "digests").size() >= MESSAGES / 100);
      List<Message> digests = home.content(queues, "digests").subList(0, MESSAGES / 100);
      assertEquals(
          LongStream.rangeClosed(1, MESSAGES).mapToObj(Long::toString).toList(),
          digests.stream().flatMap(d -> d.text("body").lines()).toList());
      assertEquals(
          IntStream.rangeClosed(1, MESSAGES / 100).mapToObj(i -> i * 100L + 1).toList(),
          digests.stream().map(d -> (long) d.number("lastupdate").orElseThrow()).toList());
    }
  }
}
