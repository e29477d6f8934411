// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other members what was written, and the watches of this one what others have.
 *
 * <p>A notification inside each writing would let only one of them at a time go to the disk; so one
 * follows soon after, for all that was written meanwhile. That thread also removes, now and then,
 * what nobody needs any more.
 */
final class PostgresNews implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresNews.class);
  private static final String CHANNEL = "wubot_changes";

  /** A notification may have 8000 bytes. */
  private static final int LONGEST = 2000;

  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final PostgresPool pool;
  private final Map<NewsWatch, String> watches = new ConcurrentHashMap<>();
  private final Set<String> written = new LinkedHashSet<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread teller = new Thread(this::tell, "wubot-group-postgresql-tell");
  private final Thread listener = new Thread(this::listen, "wubot-group-postgresql-listen");
  private boolean telling;
  private boolean listening;
  private Connection listened;

  PostgresNews(PostgresPool pool) {
    this.pool = pool;
    teller.setDaemon(true);
    listener.setDaemon(true);
  }

  /** This member has written the key. */
  void changed(String key) {
    call(key);
    synchronized (written) {
      written.add(key);
      if (!telling && closed.getCount() > 0) {
        telling = true;
        teller.start();
      }
      written.notifyAll();
    }
  }

  Store.Watch watch(String prefix, Runnable changed) {
    var watch = new NewsWatch(changed);
    watches.put(watch, prefix);
    synchronized (this) {
      if (!listening && closed.getCount() > 0) {
        listening = true;
        listener.start();
      }
    }
    return watch;
  }

  private void tell() {
    long swept = System.nanoTime() - SWEEP_NANOS;
    while (closed.getCount() > 0) {
      try {
        String keys = next();
        boolean unused =
            pool.within(
                connection -> {
                  try (PreparedStatement statement =
                      connection.prepareStatement("SELECT pg_notify('" + CHANNEL + "', ?)")) {
                    statement.setString(1, keys);
                    return statement.execute();
                  }
                });
        if (System.nanoTime() - swept > SWEEP_NANOS) {
          swept = System.nanoTime();
          sweep();
        }
        // So that a busy member does not tell of each single one.
        if (closed.await(10, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (SQLException e) {
        LOG.debug("the others were not told", e); // they poll
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Keys a line each; empty when there are too many of them. */
  private String next() throws InterruptedException {
    synchronized (written) {
      while (written.isEmpty()) {
        written.wait();
      }
      String keys = String.join("\n", written);
      written.clear();
      return keys.length() > LONGEST ? "" : keys;
    }
  }

  private void sweep() throws SQLException {
    int removed =
        pool.within(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                    "DELETE FROM wubot_entries WHERE key IN (SELECT key FROM wubot_entries WHERE"
                        + " removable < now() - interval '1 hour' LIMIT 10000)");
              }
            });
    LOG.debug("removed {} entries that nobody needs", removed);
  }

  private void listen() {
    long pauseMillis = 50;
    while (closed.getCount() > 0) {
      try {
        Connection connection = begin();
        watches.keySet().forEach(NewsWatch::call); // what came before may have been missed
        pauseMillis = 50;
        while (closed.getCount() > 0) {
          hear(connection);
        }
      } catch (SQLException e) {
        LOG.debug("listening ended", e);
      } catch (RuntimeException e) {
        LOG.warn("a watch failed", e);
      } finally {
        end();
      }
      try {
        if (closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
      pauseMillis = Math.min(5_000, 2 * pauseMillis);
    }
  }

  private Connection begin() throws SQLException {
    Connection connection = pool.connect();
    synchronized (this) {
      listened = connection;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
    }
    return connection;
  }

  private void hear(Connection connection) throws SQLException {
    PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(20_000);
    if (heard == null || heard.length == 0) {
      // Is anybody there at all?
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      }
      return;
    }
    for (PGNotification one : heard) {
      for (String key : one.getParameter().split("\n", -1)) {
        call(key);
      }
    }
  }

  private void call(String key) {
    watches.forEach(
        (watch, prefix) -> {
          if (key.isEmpty() || key.startsWith(prefix)) {
            watch.call();
          }
        });
  }

  private synchronized void end() {
    if (listened != null) {
      pool.discard(listened);
      listened = null;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    teller.interrupt();
    listener.interrupt();
    end();
    try {
      teller.join(TimeUnit.SECONDS.toMillis(2));
      listener.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class NewsWatch implements Store.Watch {

    private final Runnable changed;

    NewsWatch(Runnable changed) {
      this.changed = changed;
    }

    void call() {
      if (watches.containsKey(this)) {
        changed.run();
      }
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }
}
