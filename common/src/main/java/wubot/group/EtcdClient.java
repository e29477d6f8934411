// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a cluster of etcds over their HTTP/JSON gateways, each question within a deadline.
 *
 * <p>It stays with one endpoint as long as that answers. One that fails or hangs is put aside, and
 * looked at from time to time by a thread of its own, so that a hung one costs one operation its
 * deadline and no more. A question that may be repeated goes to the next endpoint after half of the
 * time that is left; a writing does so only when no byte of it has been sent.
 */
final class EtcdClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdClient.class);
  private static final long LOOK_SECONDS = 3;

  /** A server that is stuck says nothing either; then a stream begins anew, perhaps elsewhere. */
  private static final int QUIET_MILLIS = 60_000;

  /** Who one is to etcd; both empty for nobody. */
  record Login(String user, String password) {

    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  private final List<EtcdEndpoint> endpoints;
  private final Login login;
  private final long timeoutNanos;
  private final Rewound rewound = new Rewound();
  private final ScheduledThreadPoolExecutor clock;
  private volatile int current;
  private volatile String token = "";
  private volatile String cluster = "";
  private volatile boolean closed;

  EtcdClient(List<EtcdEndpoint> endpoints, Login login, long timeoutNanos) {
    this.endpoints = List.copyOf(endpoints);
    this.login = login;
    this.timeoutNanos = timeoutNanos;
    this.clock =
        new ScheduledThreadPoolExecutor(
            2,
            run -> {
              var thread = new Thread(run, "wubot-group-etcd");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Asks.
   *
   * @throws IOException when there was no answer, or an error that another try would not mend, with
   *     what is wrong for people
   */
  EtcdAnswer ask(EtcdRequest request) throws IOException {
    return ask(request, System.nanoTime() + timeoutNanos);
  }

  EtcdAnswer ask(EtcdRequest request, long deadline) throws IOException {
    long before = rewound.highest();
    boolean renewed = false;
    for (int tries = 0; ; tries++) {
      EtcdEndpoint endpoint = choose();
      boolean others = endpoints.size() > 1 && tries < endpoints.size();
      long left = deadline - System.nanoTime();
      if (closed || left <= 0) {
        throw new IOException(closed ? "this store is closed" : noAnswer(endpoint));
      }
      try {
        String with = authorization(endpoint, deadline);
        EtcdAnswer answer =
            once(endpoint, request, with, request.repeatable() && others ? left / 2 : left);
        if (answer.code() == EtcdAnswer.UNAUTHENTICATED && !with.isEmpty() && !renewed) {
          token = ""; // it lives for some minutes only
          renewed = true;
          continue;
        }
        if (!unwell(answer)) {
          saw(answer, before);
          return answer;
        }
        putAside(endpoint, answer.error());
        if (!request.repeatable() || !others) {
          throw new IOException(endpoint.name() + " says: " + answer.error());
        }
      } catch (NotSent e) {
        putAside(endpoint, e.getMessage());
        if (!others) {
          throw e;
        }
      } catch (IOException e) {
        putAside(endpoint, e.toString());
        if (!request.repeatable() || !others) {
          throw e;
        }
      }
    }
  }

  /**
   * The answers to a question while they come.
   *
   * @param opened gets the connection before it connects; it is the caller's to close
   */
  InputStream stream(EtcdRequest request, Consumer<HttpConnection> opened) throws IOException {
    EtcdEndpoint endpoint = choose();
    String with = authorization(endpoint, System.nanoTime() + timeoutNanos);
    HttpConnection connection = endpoint.prepare();
    opened.accept(connection);
    try {
      return timed(
          connection,
          timeoutNanos,
          () -> {
            endpoint.connect(connection, millis(timeoutNanos));
            InputStream answers = connection.stream(request.path(), with, request.body());
            connection.readTimeout(QUIET_MILLIS);
            return answers;
          });
    } catch (IOException e) {
      connection.close();
      putAside(endpoint, Trouble.explain(endpoint.name(), e));
      throw e;
    }
  }

  String describe() {
    return "etcd at " + String.join(", ", endpoints.stream().map(EtcdEndpoint::name).toList());
  }

  @Override
  public void close() {
    closed = true;
    clock.shutdownNow();
    endpoints.forEach(EtcdEndpoint::close);
    try {
      if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.debug("a look at an endpoint has not ended yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private EtcdEndpoint choose() {
    int first = current;
    for (int i = 0; i < endpoints.size(); i++) {
      EtcdEndpoint next = endpoints.get((first + i) % endpoints.size());
      if (!next.isAside()) {
        current = (first + i) % endpoints.size();
        return next;
      }
    }
    // All of them: one after the other, for one must be asked.
    current = (first + 1) % endpoints.size();
    return endpoints.get(first);
  }

  /** Nothing was sent, so nothing can have been applied. */
  private static final class NotSent extends IOException {

    private static final long serialVersionUID = 1L;

    NotSent(String message, IOException cause) {
      super(message, cause);
    }
  }

  private EtcdAnswer once(EtcdEndpoint endpoint, EtcdRequest request, String with, long nanos)
      throws IOException {
    Optional<HttpConnection> reused = endpoint.reuse();
    HttpConnection connection = reused.orElseGet(endpoint::prepare);
    boolean asked = false;
    try {
      HttpConnection.Response response =
          timed(
              connection,
              nanos,
              () -> {
                if (reused.isEmpty()) {
                  endpoint.connect(connection, millis(nanos));
                }
                connection.beginRequest();
                return connection.post(request.path(), with, request.body());
              });
      EtcdAnswer answer = read(response, endpoint);
      asked = true;
      return answer;
    } catch (IOException e) {
      String why = Trouble.explain(endpoint.name(), e);
      throw connection.sent() ? new IOException(why, e) : new NotSent(why, e);
    } finally {
      if (asked) {
        endpoint.giveBack(connection);
      } else {
        connection.close();
        endpoint.dropIdle();
      }
    }
  }

  private static EtcdAnswer read(HttpConnection.Response response, EtcdEndpoint endpoint)
      throws IOException {
    EtcdAnswer answer;
    try {
      answer = EtcdAnswer.parse(response.body());
    } catch (IOException e) {
      throw new IOException("the answer is not that of an etcd (status " + response.status() + ")");
    }
    if (response.status() != 200 && !answer.failed()) {
      throw new IOException(endpoint.name() + " answered with status " + response.status());
    }
    return answer;
  }

  private interface Talk<T> {
    T go() throws IOException;
  }

  /** Ends the connection when the time is over: neither reading nor writing waits longer. */
  private <T> T timed(HttpConnection connection, long nanos, Talk<T> talk) throws IOException {
    var over = new AtomicBoolean();
    ScheduledFuture<?> end;
    try {
      end =
          clock.schedule(
              () -> {
                over.set(true);
                connection.close();
              },
              nanos,
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException("this store is closed", e);
    }
    try {
      return talk.go();
    } catch (IOException e) {
      throw over.get() ? new IOException("no answer within " + millis(nanos) + " ms", e) : e;
    } finally {
      end.cancel(false);
    }
  }

  private String authorization(EtcdEndpoint endpoint, long deadline) throws IOException {
    if (login.user().isEmpty()) {
      return "";
    }
    String known = token;
    if (!known.isEmpty()) {
      return known;
    }
    EtcdAnswer answer;
    try {
      answer =
          once(
              endpoint,
              EtcdRequest.authenticate(login.user(), login.password()),
              "",
              Math.max(1, deadline - System.nanoTime()));
    } catch (IOException e) {
      throw new NotSent(e.getMessage(), e);
    }
    if (answer.token().isEmpty()) {
      throw new NotSent(
          endpoint.name() + " refuses user " + login.user() + ": " + answer.error(), null);
    }
    token = answer.token();
    return answer.token();
  }

  /** Whether another endpoint may do better. */
  private static boolean unwell(EtcdAnswer answer) {
    return answer.failed()
        && (answer.code() == EtcdAnswer.UNAVAILABLE
            || answer.code() == EtcdAnswer.DEADLINE_EXCEEDED
            || answer.code() == 0);
  }

  private void saw(EtcdAnswer answer, long before) {
    if (answer.revision() > 0) {
      rewound.saw(answer.revision(), before);
    }
    String known = cluster;
    if (known.isEmpty()) {
      cluster = answer.cluster();
    } else if (!answer.cluster().isEmpty() && !answer.cluster().equals(known)) {
      rewound.replaced("cluster " + known, "cluster " + answer.cluster());
    }
  }

  private void putAside(EtcdEndpoint endpoint, String why) {
    if (endpoints.size() == 1 || endpoint.isAside() || closed) {
      return;
    }
    endpoint.putAside(true);
    LOG.warn("{} is put aside until it answers again: {}", endpoint.name(), why);
    lookLater(endpoint);
  }

  private void lookLater(EtcdEndpoint endpoint) {
    try {
      ScheduledFuture<?> unused =
          clock.schedule(() -> look(endpoint), LOOK_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed meanwhile");
    }
  }

  private void look(EtcdEndpoint endpoint) {
    // In a thread of its own, for those of the clock must not wait for what may hang.
    var thread =
        new Thread(
            () -> {
              try {
                long nanos = timeoutNanos;
                String with = authorization(endpoint, System.nanoTime() + nanos);
                EtcdAnswer answer = once(endpoint, EtcdRequest.get("\0"), with, nanos);
                if (unwell(answer)) {
                  throw new IOException(answer.error());
                }
                endpoint.putAside(false);
                LOG.info("{} answers again", endpoint.name());
              } catch (IOException e) {
                LOG.debug("{} is still away", endpoint.name(), e);
                lookLater(endpoint);
              }
            },
            "wubot-group-etcd-look");
    thread.setDaemon(true);
    thread.start();
  }

  private String noAnswer(EtcdEndpoint endpoint) {
    return endpoint.name() + " gave no answer within " + millis(timeoutNanos) + " ms";
  }

  private static int millis(long nanos) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
