// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.group.ClaimId;
import wubot.group.ClaimPlace;
import wubot.group.ClaimSettings;
import wubot.group.ClaimThreads;
import wubot.group.Claims;
import wubot.group.GroupClock;
import wubot.group.Policy;
import wubot.group.Ruling;
import wubot.group.Store;
import wubot.group.StoreSettings;
import wubot.group.StoreTls;
import wubot.group.Stores;
import wubot.member.Leadership;
import wubot.member.OnUnavailable;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;
import wubot.queue.Queues;
import wubot.rule.Reaction;
import wubot.rule.Retry;
import wubot.rule.Sharing;

/** A courier of joe, beside whom mike has the same messages. */
class SharedCourierTest {

  private static final List<String> LIVE = List.of("joe", "mike");
  private static final Duration LONG_AGO = Duration.ofDays(1);

  @TempDir Path home;
  private final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
  private final CountDownLatch delivering = new CountDownLatch(1);
  private Store store;
  private ClaimThreads threads;
  private Claims joe;
  private Claims mike;
  private Queues queues;
  private Diary diary;

  @BeforeEach
  void begin() {
    store =
        Stores.open(
            new StoreSettings(
                "file:" + home.resolve("store"), Duration.ofSeconds(60), StoreTls.DEFAULT));
    threads = new ClaimThreads();
    joe = claims("joe");
    mike = claims("mike");
    queues = ReactorHome.queues();
    diary = new Diary(home.resolve("diary"), Clock.systemUTC());
  }

  private Claims claims(String name) {
    ClaimPlace place = new ClaimPlace(store, "home", name, name + "1", GroupClock.system());
    // Nobody is to take over because a machine stands still.
    ClaimSettings settings = ClaimSettings.usual().withTimeToLive(Duration.ofMinutes(30));
    Claims claims = new Claims(place, () -> LIVE, settings, () -> false);
    claims.runOn(threads);
    return claims;
  }

  @AfterEach
  void end() {
    joe.close();
    mike.close();
    threads.close();
    store.close();
    queues.close();
    diary.close();
  }

  /** An outbox of three, that tells how long its reader would wait for more. */
  private final class Three implements Cursor {

    private boolean given;

    @Override
    public String name() {
      return "courier";
    }

    @Override
    public List<QueueRecord> read(int limit, Duration wait) throws InterruptedException {
      if (given) {
        waits.add(wait);
        new CountDownLatch(1).await(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
        return List.of();
      }
      given = true;
      return LongStream.rangeClosed(1, 3)
          .mapToObj(n -> new QueueRecord(n, message(n), Optional.empty(), 0))
          .toList();
    }

    @Override
    public void commit(long sequence) {}

    @Override
    public long committed() {
      return 0;
    }

    @Override
    public void seek(long sequence) {}

    @Override
    public long depth() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private static Message message(long n) {
    Identity identity = new Identity("origin", 7, n);
    return Message.of("key", "x").with("n", n).with(EventName.FIELD, "identity:" + identity);
  }

  private static ClaimId id(long n) {
    return ClaimId.of(new Identity("origin", 7, n), "rule", 0);
  }

  private SharedCourier courier(Reaction reaction, Policy policy, boolean ordered) {
    Leadership nobody =
        new Leadership() {
          @Override
          public boolean isMine() {
            return false;
          }

          @Override
          public boolean isOthers() {
            return false;
          }
        };
    return new SharedCourier(
        "rule",
        Three::new,
        new Carrier.Delivery("rule", "Test", reaction, Retry.NONE),
        (outbox, delivery, record, error) -> {},
        () -> Duration.ofHours(1),
        Clock.systemUTC(),
        () -> true,
        new Together(
            Sharing.AT_LEAST_ONCE,
            joe,
            nobody,
            OnUnavailable.HOLD,
            Duration.ZERO,
            System::nanoTime),
        new Effects(queues, "joe#1", diary),
        policy,
        ordered);
  }

  /** What mike is told, once he is told anything but to wait. */
  private Ruling mikesTurn(long n, Policy policy) {
    Ruling[] said = {new Ruling.Away("not asked yet")};
    ReactorHome.await(
        "mike's turn at " + n,
        Duration.ofMillis(10),
        () -> {
          said[0] = mike.ask(id(n), policy, LONG_AGO);
          return !(said[0] instanceof Ruling.Elsewhere || said[0] instanceof Ruling.Away);
        });
    return said[0];
  }

  private void cutOff(Policy policy, boolean ordered) throws InterruptedException {
    SharedCourier courier =
        courier(
            message -> {
              delivering.countDown();
              new CountDownLatch(1).await();
            },
            policy,
            ordered);
    courier.start();
    delivering.await();
    courier.stop();
    courier.join(Duration.ofMillis(1));
    ReactorHome.await("its end", Duration.ofMillis(5), courier::isGone);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsCutOffInTheMiddleIsAnothersToDo(boolean ordered) throws InterruptedException {
    cutOff(Policy.AT_LEAST_ONCE, ordered);
    for (long n = 1; n <= 3; n++) {
      assertInstanceOf(Ruling.Mine.class, mikesTurn(n, Policy.AT_LEAST_ONCE));
    }
    assertEquals(0, joe.counts().held());
  }

  @Test
  void withAtMostOnceWhatIsCutOffIsNotDoneAgain() throws InterruptedException {
    cutOff(Policy.AT_MOST_ONCE, false);
    assertInstanceOf(Ruling.Done.class, mikesTurn(1, Policy.AT_MOST_ONCE));
    assertInstanceOf(Ruling.Mine.class, mikesTurn(2, Policy.AT_MOST_ONCE));
    assertEquals(0, joe.counts().held());
  }

  @Test
  void anErrorInTheMiddleOfADeliveryLeavesItToOthers() throws InterruptedException {
    SharedCourier courier =
        courier(
            message -> {
              throw new AssertionError("as nobody expects");
            },
            Policy.AT_LEAST_ONCE,
            true);
    courier.start();
    ReactorHome.await("its end", Duration.ofMillis(5), courier::isGone);
    assertInstanceOf(Ruling.Mine.class, mikesTurn(1, Policy.AT_LEAST_ONCE));
  }

  /**
   * Those behind one that waits have to wait with it; looking at them all the time takes a core.
   */
  @Test
  void restsWhileTheFirstOfAnOrderIsElsewhere() throws InterruptedException {
    assertInstanceOf(Ruling.Mine.class, mikesTurn(1, Policy.AT_LEAST_ONCE));
    SharedCourier courier = courier(message -> {}, Policy.AT_LEAST_ONCE, true);
    courier.start();
    for (int i = 0; i < 5; i++) {
      Duration wait = waits.take();
      assertTrue(!wait.isZero(), "looks again at once, time " + i);
    }
    courier.stop();
    courier.join(Duration.ofSeconds(30));
  }
}
