// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import wubot.message.Message;
import wubot.monitor.Patience;

/** What is said of something that goes and comes: each thing once, in the log and by message. */
class EpisodeTest {

  private static final Duration NEVER = Duration.ofHours(1);

  private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
  private final List<Message> told = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Reports.class);
  private final Reports reports = new Reports("XMPP-test", clock, told::add);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setLevel(null);
    clock.shutdownNow();
  }

  private List<String> lines() {
    return log.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }

  /** What was told until now, once everything due has been. */
  private List<String> told() throws Exception {
    clock.submit(() -> {}).get(20, TimeUnit.SECONDS);
    return told.stream().map(m -> m.text("status") + " " + m.text("subject")).toList();
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void untilTold(int count) throws Exception {
    Patience.until(count + " messages", () -> told.size() == count);
  }

  @Test
  void eachReasonIsLoggedOnceHoweverTheyTakeTurns() throws Exception {
    Episode episode = new Episode(reports, NEVER, NEVER);
    for (int i = 0; i < 10; i++) {
      episode.trouble("nobody answers at a:1", "; 5 wait");
      episode.trouble("a:1 closed the connection", "; " + i + " wait");
    }
    assertTrue(episode.over("back"));

    assertEquals(
        List.of(
            "WARN XMPP-test: nobody answers at a:1; 5 wait",
            "WARN XMPP-test: a:1 closed the connection; 0 wait",
            "INFO XMPP-test: back"),
        lines());
    assertEquals(List.of(), told());
  }

  @Test
  void numbersInAReasonDoNotMakeItAnother() {
    Episode episode = new Episode(reports, NEVER, NEVER);
    for (int i = 0; i < 10; i++) {
      episode.trouble(i + " bytes free");
    }
    assertEquals(List.of("WARN XMPP-test: 0 bytes free"), lines());
  }

  @Test
  void aReasonThatIsNeverTheSameEndsInSilence() {
    Episode episode = new Episode(reports, NEVER, NEVER);
    for (int i = 0; i < 1000; i++) {
      episode.trouble("stream " + "x".repeat(i));
    }
    assertEquals(8, lines().size());
  }

  @Test
  void whatLastsIsToldOnceInItsNewestWordsAndOnceWhenItIsOver() throws Exception {
    Episode episode = new Episode(reports, Duration.ofMillis(30), NEVER);
    CountDownLatch said = new CountDownLatch(1);
    clock.execute(() -> awaitEnd(said)); // whatever is due meanwhile comes after
    episode.trouble("ann is away", "; 1 waits");
    episode.trouble("ann is away", "; 2 wait");
    said.countDown();
    untilTold(1);
    episode.trouble("ann is away", "; 3 wait");
    episode.over("ann is back");
    episode.over("ann is back");

    assertEquals(
        List.of("CRITICAL XMPP-test: ann is away; 2 wait", "OK XMPP-test: ann is back"), told());
    assertEquals("XMPP", told.get(0).text("coalesce"));
    assertTrue(told.get(0).isTrue("noforward"));
  }

  @Test
  void aRefusalIsToldAtOnceAlsoWithinAnEpisodeAndOnce() throws Exception {
    Episode episode = new Episode(reports, NEVER, NEVER);
    for (int i = 0; i < 3; i++) {
      episode.trouble("nobody answers", "");
      episode.refusal("wrong password", "; it waits");
    }
    episode.over("connected");

    assertEquals(
        List.of("CRITICAL XMPP-test: wrong password; it waits", "OK XMPP-test: connected"), told());
    assertEquals(3, lines().size(), () -> lines().toString());
  }

  @Test
  void whatComesAndGoesIsSaidEverMoreRarely() throws Exception {
    Episode episode = new Episode(reports, NEVER, NEVER);
    for (int i = 0; i < 20; i++) {
      episode.refusal("conflict", "");
      episode.over("connected");
    }
    List<String> expected = new ArrayList<>();
    for (int times : new int[] {1, 2, 4, 8, 16}) {
      expected.add(
          "CRITICAL XMPP-test: conflict"
              + (times == 1 ? "" : " (comes and goes, " + times + " times by now)"));
      expected.add("OK XMPP-test: connected");
    }
    assertEquals(expected, told());
    assertEquals(10, lines().size(), () -> lines().toString());
  }

  @Test
  void aQuietEpisodeThatLastsIsToldAfterAll() throws Exception {
    Episode episode = new Episode(reports, Duration.ZERO, Duration.ofMillis(300));
    for (int i = 0; i < 3; i++) {
      episode.trouble("away", "");
      if (i < 2) {
        untilTold(2 * i + 1);
        episode.over("back");
        untilTold(2 * i + 2);
      }
    }
    untilTold(5);
    assertTrue(told().get(4).startsWith("CRITICAL XMPP-test: away"), told()::toString);
    episode.over("back");
    assertEquals("OK XMPP-test: back", told().get(5));
  }

  @Test
  void afterACalmTimeTroubleIsNew() throws Exception {
    Episode episode = new Episode(reports, Duration.ofMillis(20), Duration.ofMillis(20));
    for (int i = 0; i < 3; i++) {
      episode.trouble("away", "");
      episode.over("back");
      Patience.until("calm", () -> clock.getActiveCount() == 0 && clock.getQueue().isEmpty());
    }
    assertEquals(
        List.of("WARN XMPP-test: away", "INFO XMPP-test: back"),
        lines().stream().distinct().toList());
    assertEquals(6, lines().size());
  }

  @Test
  void aQueueThatTakesNothingHurtsNobody() throws Exception {
    Reports deaf =
        new Reports(
            "XMPP-test",
            clock,
            message -> {
              throw new IllegalStateException("full");
            });
    deaf.event("something");
    assertEquals(List.of(), told());
    assertEquals(2, lines().size());
    clock.shutdownNow();
    deaf.event("after the end");
    assertEquals(3, lines().size());
  }
}
