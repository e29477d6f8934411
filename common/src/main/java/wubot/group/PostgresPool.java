// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.Driver;

/**
 * Connections to a PostgreSQL server, and threads that use them for callers who wait no longer than
 * their deadline, whatever the driver is waiting for.
 */
final class PostgresPool implements AutoCloseable {

  /** So many members fit into a server with its usual limit of a hundred. */
  private static final int MOST = 8;

  /** One that was idle longer is looked at before it is used. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Idle(Connection connection, long since) {}

  /** What one does with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private final String url;
  private final Properties properties;
  private final Duration timeout;
  private final Work<?> prepare;
  private final Driver driver = new Driver();
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final Semaphore free = new Semaphore(MOST);
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          run -> {
            var thread = new Thread(run, "wubot-group-postgresql");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean prepared;
  private volatile boolean closed;

  /**
   * Connects when first used.
   *
   * @param prepare is done once, before all else
   */
  PostgresPool(String url, Map<String, String> properties, Duration timeout, Work<?> prepare) {
    this.url = url;
    this.timeout = timeout;
    this.prepare = prepare;
    this.properties = new Properties();
    this.properties.putAll(properties);
    // For threads whose callers have given up; the driver counts in seconds.
    long seconds = timeout.toSeconds() + 2;
    this.properties.putIfAbsent("connectTimeout", Long.toString(seconds));
    this.properties.putIfAbsent("socketTimeout", Long.toString(seconds));
    this.properties.putIfAbsent("targetServerType", "primary");
    this.properties.putIfAbsent("ApplicationName", "wubot");
  }

  /**
   * Does it within the deadline.
   *
   * @throws SQLException from the server or the way to it, or because the time is over
   */
  <T> T within(Work<T> work) throws SQLException {
    long deadline = System.nanoTime() + timeout.toNanos();
    var used = new AtomicReference<Connection>();
    Future<T> result;
    try {
      if (!free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SQLException("all connections are busy for " + timeout.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
    try {
      result = threads.submit(() -> work(work, used, deadline));
    } catch (RejectedExecutionException e) {
      free.release();
      throw new SQLException("this store is closed", e);
    }
    try {
      return result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abandon(used);
      throw new SQLException("no answer within " + timeout.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon(used);
      throw new SQLException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException failure
          ? failure
          : new SQLException(e.getCause().toString(), e.getCause());
    }
  }

  private <T> T work(Work<T> work, AtomicReference<Connection> used, long deadline)
      throws SQLException {
    boolean fine = false;
    try {
      Connection connection = take();
      used.set(connection);
      if (deadline - System.nanoTime() <= 0) {
        throw new SQLException("too late"); // the caller has given up, and nothing was sent
      }
      if (!prepared) {
        Object unused = prepare.with(connection);
        prepared = true;
      }
      T result = work.with(connection);
      fine = true;
      return result;
    } catch (SQLException e) {
      // An error that the server reports in good order does not hurt the connection.
      String state = e.getSQLState() == null ? "08" : e.getSQLState();
      fine = !state.startsWith("08") && !state.startsWith("57P") && used.get() != null;
      prepared &= !state.equals("42P01");
      throw e;
    } finally {
      Connection connection = used.getAndSet(null);
      if (connection != null) {
        if (fine && !closed) {
          idle.addFirst(new Idle(connection, System.nanoTime()));
        } else {
          discard(connection);
          discardIdle(); // they will hardly be better
        }
      }
      free.release();
    }
  }

  private Connection take() throws SQLException {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      Connection connection = next.connection();
      if (System.nanoTime() - next.since() < FRESH_NANOS || connection.isValid(0)) {
        return connection;
      }
      discard(connection);
    }
    return connect();
  }

  /** A connection of its own for somebody; his to close with {@link #discard}. */
  Connection connect() throws SQLException {
    Connection connection = driver.connect(url, properties);
    open.add(connection);
    if (closed) {
      discard(connection);
      throw new SQLException("this store is closed");
    }
    try (Statement statement = connection.createStatement()) {
      // Also for those who wait for somebody's lock; and accepted means durable.
      statement.execute("SET statement_timeout = " + timeout.toMillis());
      statement.execute("SET synchronous_commit = on");
    } catch (SQLException e) {
      discard(connection);
      throw e;
    }
    return connection;
  }

  void discard(Connection connection) {
    open.remove(connection);
    try {
      connection.abort(Runnable::run); // says nothing to a server that may not listen
    } catch (SQLException e) {
      // gone all the same
    }
  }

  private void discardIdle() {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      discard(next.connection());
    }
  }

  private void abandon(AtomicReference<Connection> used) {
    Connection connection = used.get();
    if (connection != null) {
      discard(connection);
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    open.forEach(this::discard);
    idle.clear();
    try {
      boolean unused = threads.awaitTermination(4, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
