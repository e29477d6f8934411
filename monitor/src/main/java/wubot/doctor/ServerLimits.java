// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import wubot.relay.RelayConfig;
import wubot.xmpp.Payload;
import wubot.xmpp.XmppConnection;

/**
 * Finds out what a server allows by sending to oneself: how large a stanza may be, and how quickly
 * they come through.
 *
 * <p>Sizes go up to what the relay would send; the first that is refused ends the test, because
 * servers close a connection over it. Where the server throttles, nothing larger than a batch is
 * tried: a person would wait for it, and the relay sends such a stanza only for such a message. How
 * much the server keeps for those who are away is not tried: it would stay there, and the relay
 * does not rely on it.
 */
final class ServerLimits {

  private static final int[] SIZES = {2_000, 8_000, 32_000, 60_000, 120_000, 200_000};

  /** Longest time for all of it, e.g. for a batch of 120 kB at 3 kB/s. */
  private static final Duration MOST = Duration.ofSeconds(40);

  private static final int SPEED_BYTES = 32_000;
  private static final double SLOW_BYTES_PER_SECOND = 50_000;

  private final String area;
  private final XmppConnection connection;
  private final RelayConfig config;

  ServerLimits(String area, XmppConnection connection, RelayConfig config) {
    this.area = area;
    this.connection = connection;
    this.config = config;
  }

  List<Finding> look() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    long end = System.nanoTime() + MOST.toNanos();
    int passed = 0;
    double slowest = Double.MAX_VALUE;
    String stopped = "";
    boolean untried = false;
    for (int size : SIZES) {
      long left = end - System.nanoTime();
      if (size > config.messageLimit() || left <= 0) {
        break;
      }
      if (passed >= config.batchSize() && slowest < SLOW_BYTES_PER_SECOND) {
        untried = true;
        break;
      }
      long began = System.nanoTime();
      try {
        var unused =
            connection
                .request(
                    connection.account(),
                    new Payload(Map.of("do", "echo"), filler(size)),
                    Duration.ofNanos(left))
                .get(left, TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        stopped = String.valueOf(e.getCause().getMessage());
        break;
      } catch (TimeoutException e) {
        stopped = "no answer in time";
        break;
      }
      passed = size;
      double seconds = (System.nanoTime() - began) / 1e9;
      if (size >= SPEED_BYTES) { // of a smaller one the way is measured, not what is let through
        slowest = Math.min(slowest, size / seconds);
      }
    }
    if (untried) {
      findings.add(
          Finding.ok(
              area, through(passed) + "; larger ones were not tried at this server's speed"));
    } else {
      size(passed, stopped, findings);
    }
    if (passed >= SPEED_BYTES) {
      speed(slowest, findings);
    }
    return findings;
  }

  private static String filler(int size) {
    return "wubot".repeat(size / 5);
  }

  private static String through(int size) {
    return "a stanza of " + size / 1000 + " kB comes through";
  }

  private void size(int passed, String stopped, List<Finding> findings) {
    String through = through(passed);
    if (passed >= config.batchSize() || stopped.isEmpty()) {
      findings.add(
          Finding.ok(area, through + (stopped.isEmpty() ? "" : ", a larger one not: " + stopped)));
    } else {
      findings.add(
          Finding.warning(
              area,
              (passed == 0 ? "nothing comes through" : through)
                  + ", a larger one not ("
                  + stopped
                  + "); batch_size is "
                  + config.batchSize(),
              "raise the server's limits: max_stanza_size and shaper (ejabberd),"
                  + " c2s_stanza_size_limit and limits (prosody); or set batch_size to "
                  + Math.max(2000, passed)));
    }
  }

  private void speed(double bytesPerSecond, List<Finding> findings) {
    String words =
        String.format(
            Locale.ROOT, "%.0f kB/s came through to oneself and back", bytesPerSecond / 1000);
    findings.add(
        bytesPerSecond < SLOW_BYTES_PER_SECOND
            ? Finding.warning(
                area,
                words + ": the server throttles this account",
                "give the account a quicker shaper (ejabberd: shaper_rules, c2s_shaper; prosody:"
                    + " limits, c2s rate); the relay adapts, but a backlog takes long")
            : Finding.ok(area, words));
  }
}
