// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import wubot.message.Message;
import wubot.metrics.MetricPage;
import wubot.monitor.Service;
import wubot.monitor.ServiceServices;
import wubot.monitor.ServiceStatus;
import wubot.queue.Entry;
import wubot.xmpp.Address;
import wubot.xmpp.AllowList;
import wubot.xmpp.ConnectionState;
import wubot.xmpp.Payload;
import wubot.xmpp.XmppConnection;
import wubot.xmpp.XmppSettings;

/** One instance of the relay: a connection, a receiver, and a forwarder for each peer. */
public final class Relay implements Service {

  /** Peers are few; beyond this somebody makes up resources. */
  private static final int MOST_GREETED = 1000;

  private final RelayConfig config;
  private final ServiceServices services;
  private final XmppConnection connection;
  private final ScheduledExecutorService teller;
  private final Reports reports;
  private final Receiver receiver;
  private final ReceiverCounts counts = new ReceiverCounts();
  private final List<Forwarder> forwarders = new ArrayList<>();
  private final Episode server;
  private final Set<Address> greeted = ConcurrentHashMap.newKeySet();
  private final AtomicLong tooLarge = new AtomicLong();

  Relay(RelayConfig config, ServiceServices services, RandomGenerator random) {
    this.config = config;
    this.services = services;
    this.connection = new XmppConnection(config.connection(), random);
    this.teller =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread thread = new Thread(run, "relay reports");
              thread.setDaemon(true);
              return thread;
            });
    this.reports = new Reports(services.key(), teller, services::emit);
    this.server = new Episode(reports, config.delay());
    Intake intake =
        new Intake(
            () -> services.queues().appender(services.mainQueue()),
            () -> services.queues().appender(setAside("loops")),
            services.host(),
            counts);
    this.receiver =
        new Receiver(
            new AllowList(config.allow()),
            intake,
            counts,
            services.host(),
            BatchReader.Bounds.USUAL,
            new Episode(reports, config.delay()),
            reports,
            new Receiver.Visitors() {
              @Override
              public void seen(Address peer) {
                woken(peer);
              }

              @Override
              public void greeted(Address peer) {
                if (greeted.size() < MOST_GREETED) {
                  greeted.add(peer);
                }
                connection.watchedBy(peer); // or it would wait for answers when we are killed
              }
            });
    for (Address peer : config.targets()) {
      forwarders.add(forwarder(peer, random));
    }
  }

  private Forwarder forwarder(Address peer, RandomGenerator random) {
    return new Forwarder(
        peer,
        config,
        services.queues(),
        line(),
        services.host(),
        services.clock(),
        random,
        reports,
        (message, why) -> keep(peer, message.message(), why));
  }

  private Path setAside(String name) {
    return services.home().resolve("queue").resolve(name);
  }

  private Line line() {
    return new Line() {
      @Override
      public boolean online() {
        return connection.state().online();
      }

      @Override
      public Address account() {
        return connection.account();
      }

      @Override
      public CompletableFuture<Payload> request(Address to, Payload payload, Duration most) {
        return connection.request(to, payload, most);
      }
    };
  }

  /** Keeps a message that cannot be sent, and says so the first, second, fourth … time. */
  private void keep(Address peer, Message message, String why) {
    services.queues().appender(setAside("too-large")).append(List.of(Entry.of(message)));
    long number = tooLarge.incrementAndGet();
    if (Long.bitCount(number) == 1) {
      reports.event(
          "a message for "
              + peer.bare()
              + message.identity().map(id -> ", " + id + ",").orElse("")
              + " cannot be sent and was set aside, "
              + number
              + " so far: "
              + why
              + "; it lies in queue/too-large; to let such messages through, raise message_limit"
              + " here and the limits of the servers");
    }
  }

  private void woken(Address peer) {
    for (Forwarder forwarder : forwarders) {
      if (forwarder.peer().sameAccount(peer)) {
        forwarder.wake();
      }
    }
  }

  private void present(Address peer, boolean here) {
    for (Forwarder forwarder : forwarders) {
      if (forwarder.peer().equals(peer)) {
        if (here) {
          forwarder.wake();
        } else {
          forwarder.gone();
        }
      }
    }
  }

  /** Tells those who may be waiting for this host that it is here. */
  private void announce() {
    Set<Address> waiting = new LinkedHashSet<>(greeted);
    new AllowList(config.allow())
        .accounts()
        .forEach(account -> waiting.add(account.orResource(XmppSettings.DEFAULT_RESOURCE)));
    waiting.forEach(connection::watchedBy);
  }

  private void changed(ConnectionState state) {
    String place = config.connection().host() + ":" + config.connection().port();
    if (state instanceof ConnectionState.Online online) {
      if (!server.over("connected to " + place + " again")) {
        reports.info("logged in at " + place + " as " + online.address());
      }
      announce();
    } else if (state instanceof ConnectionState.Waiting waiting) {
      String until =
          config.targets().isEmpty()
              ? "; until then nothing arrives here, and the senders keep it"
              : "; until then what is to be sent waits on disk here";
      if (waiting.trouble().refusal()) {
        server.refusal(waiting.reason(), until);
      } else {
        server.trouble(waiting.reason(), until);
      }
    }
    forwarders.forEach(Forwarder::wake);
  }

  /** Where each link stands. */
  public List<LinkStatus> links() {
    return forwarders.stream().map(Forwarder::status).toList();
  }

  /** What the connection is doing. */
  public ConnectionState connection() {
    return connection.state();
  }

  @Override
  public ServiceStatus status() {
    return RelayStatus.of(connection.account(), connection.state(), links(), counts);
  }

  @Override
  public void measure(MetricPage page) {
    RelayStatus.measure(page, services.key(), connection.state(), links(), counts);
  }

  /** What arrived so far. */
  ReceiverCounts counts() {
    return counts;
  }

  @Override
  public void start() {
    receiver.start();
    connection.onRequest(receiver::receive);
    connection.onPresence(this::present);
    connection.onState(this::changed);
    connection.start();
    forwarders.forEach(Forwarder::start);
  }

  @Override
  public void close() {
    connection.onState(state -> {});
    forwarders.forEach(Forwarder::close);
    connection.close();
    receiver.close();
    teller.shutdownNow();
  }
}
