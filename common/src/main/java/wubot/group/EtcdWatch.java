// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for changes below a prefix in a thread of its own.
 *
 * <p>It listens from now on and never from a revision, so that it does not matter what etcd has
 * compacted away: whenever it begins to listen again, it calls, for something may have been missed.
 */
final class EtcdWatch implements Store.Watch {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);

  private final EtcdClient client;
  private final EtcdRequest request;
  private final Runnable changed;
  private final Consumer<EtcdWatch> ended;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::listen, "wubot-group-etcd-watch");
  private Optional<HttpConnection> connection = Optional.empty();

  EtcdWatch(EtcdClient client, EtcdRequest request, Runnable changed, Consumer<EtcdWatch> ended) {
    this.client = client;
    this.request = request;
    this.changed = changed;
    this.ended = ended;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    long pauseMillis = 50;
    while (closed.getCount() > 0) {
      try (InputStream in = client.stream(request, this::opened)) {
        pauseMillis = 50;
        read(in);
      } catch (IOException | StoreAway e) {
        LOG.debug("listening for changes ended", e);
      } catch (RuntimeException e) {
        LOG.warn("a watch on {} failed", client.describe(), e);
      }
      end();
      try {
        // Not at once, for a server that is away answers nobody sooner for being asked more.
        if (closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
      pauseMillis = Math.min(5_000, 2 * pauseMillis);
    }
  }

  private synchronized void opened(HttpConnection next) {
    connection = Optional.of(next);
    if (closed.getCount() == 0) {
      next.close();
    }
  }

  private synchronized void end() {
    connection.ifPresent(HttpConnection::close);
  }

  private void read(InputStream in) throws IOException {
    try (JsonParser parser = EtcdAnswer.JSON.createParser(in)) {
      int depth = 0;
      for (JsonToken next = parser.nextToken(); next != null; next = parser.nextToken()) {
        if (next == JsonToken.START_OBJECT) {
          depth++;
        } else if (next == JsonToken.END_OBJECT && --depth == 0) {
          // The first message says that the watch was created: what came before may be missed.
          if (closed.getCount() > 0) {
            changed.run();
          }
        } else if (next == JsonToken.FIELD_NAME
            && (parser.currentName().equals("canceled") || parser.currentName().equals("error"))) {
          throw new IOException("etcd ended the watch");
        }
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    ended.accept(this);
    thread.interrupt();
    end();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(4));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
