// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;

/**
 * What one instance of a service says to people, in the log and by messages; everything begins with
 * the instance's key.
 *
 * @param key {@code XMPP-relay}, say
 * @param clock the thread that makes the messages, so that nobody waits for the main queue
 * @param emit where messages go
 */
public record Reports(String key, ScheduledExecutorService clock, Consumer<Message> emit) {

  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  /** Something went as it should. */
  public void info(String words) {
    LOG.info("{}: {}", key, words);
  }

  /** Something to look at. */
  public void warn(String words) {
    LOG.warn("{}: {}", key, words);
  }

  /** A fault of wubot's own, with what its authors need to find it. */
  public void error(String words, Throwable error) {
    LOG.error("{}: {}", key, words, error);
  }

  /** Something happened that nothing takes back: logged and told, each time. */
  public void event(String words) {
    warn(words);
    message("CRITICAL", words);
  }

  /** Puts a message on the queue, on the thread of the clock. */
  public void message(String status, String words) {
    try {
      clock.execute(() -> put(status, words));
    } catch (RejectedExecutionException e) {
      stopping(e);
    }
  }

  /** The plugin, which is the part of the key before the dash. */
  private String coalesce() {
    return key.split("-", 2)[0];
  }

  void stopping(RejectedExecutionException e) {
    LOG.debug("{}: stopping, nothing more is told", key, e);
  }

  private void put(String status, String words) {
    try {
      emit.accept(
          Message.of("subject", key + ": " + words)
              .with("status", status)
              .with("coalesce", coalesce())
              .with("noforward", true));
    } catch (RuntimeException e) {
      LOG.warn("{}: cannot put this on the queue: {}: {}", key, words, e.getMessage());
    }
  }
}
