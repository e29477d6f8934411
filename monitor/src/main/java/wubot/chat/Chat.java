// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import wubot.message.Message;
import wubot.monitor.Service;
import wubot.monitor.ServiceServices;
import wubot.monitor.ServiceStatus;
import wubot.queue.Entry;
import wubot.relay.Episode;
import wubot.relay.Reports;
import wubot.xmpp.Address;
import wubot.xmpp.ConnectionState;
import wubot.xmpp.RoomListener;
import wubot.xmpp.Said;
import wubot.xmpp.XmppConnection;

/** One instance of the chat: a connection, somebody who listens and somebody who speaks. */
final class Chat implements Service {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Lines that wait for the main queue; people do not type faster. */
  private static final int MOST_WAITING = 1000;

  private final ChatConfig config;
  private final ServiceServices services;
  private final XmppConnection connection;
  private final ScheduledExecutorService teller;
  private final ThreadPoolExecutor ear;
  private final Reports reports;
  private final Hearing hearing;
  private final Speaking speaking;
  private final Episode server;
  private final Map<Address, Episode> rooms = new LinkedHashMap<>();
  private final AtomicLong unsaid = new AtomicLong();

  Chat(ChatConfig config, ServiceServices services, RandomGenerator random) {
    this(config, services, random, PATIENCE);
  }

  /** With another patience for texts that nobody takes. */
  Chat(ChatConfig config, ServiceServices services, RandomGenerator random, Duration patience) {
    this.config = config;
    this.services = services;
    this.connection = new XmppConnection(config.connection(), random);
    this.teller = Executors.newSingleThreadScheduledExecutor(run -> daemon(run, "chat reports"));
    this.ear =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            run -> daemon(run, "chat ear"));
    this.reports = new Reports(services.key(), teller, services::emit);
    this.server = new Episode(reports, GRACE);
    this.hearing = new Hearing(config, services.clock(), reports, connection::nick);
    this.speaking =
        new Speaking(
            services.key(),
            config,
            services.queues(),
            voice(),
            patience,
            new Episode(reports, GRACE),
            this::keep);
    for (Address room : config.rooms()) {
      rooms.put(room, new Episode(reports, GRACE));
      connection.stayIn(room, config.nick());
    }
  }

  private static Thread daemon(Runnable run, String name) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    return thread;
  }

  private Speaking.Voice voice() {
    return new Speaking.Voice() {
      @Override
      public boolean online() {
        return connection.state().online();
      }

      @Override
      public CompletableFuture<Void> tell(Address person, String text, Duration most) {
        return connection.tell(person, text, most);
      }

      @Override
      public CompletableFuture<Void> tellRoom(Address room, String text, Duration most) {
        return connection.tellRoom(room, text, most);
      }
    };
  }

  /** Keeps a text that nobody takes, and says so the first, second, fourth … time. */
  private void keep(Message reply, String why) {
    Path unsaidQueue = services.home().resolve("queue").resolve("unsaid");
    services
        .queues()
        .appender(unsaidQueue)
        .append(List.of(Entry.of(reply.copy().with("unsaid_because", why))));
    long number = unsaid.incrementAndGet();
    if (Long.bitCount(number) == 1) {
      reports.event(
          "a reply could not be said and was set aside in queue/unsaid, "
              + number
              + " so far: "
              + why);
    }
  }

  /** The thread that reads may not wait for the disk. */
  private void heard(Said said) {
    hearing
        .hear(said)
        .ifPresent(
            message -> {
              try {
                ear.execute(() -> services.emit(message));
              } catch (RejectedExecutionException e) {
                hearing.overrun();
              }
            });
  }

  private void changed(ConnectionState state) {
    String place = config.connection().host() + ":" + config.connection().port();
    if (state instanceof ConnectionState.Online online) {
      if (!server.over("connected to " + place + " again")) {
        reports.info("logged in at " + place + " as " + online.address());
      }
    } else if (state instanceof ConnectionState.Waiting waiting) {
      String until = "; until then nobody can talk to wubot here, and replies wait on disk";
      if (waiting.trouble().refusal()) {
        server.refusal(waiting.reason(), until);
      } else {
        server.trouble(waiting.reason(), until);
      }
    }
    speaking.wake();
  }

  private RoomListener roomListener() {
    return new RoomListener() {
      @Override
      public void entered(Address room, String nick) {
        Episode episode = rooms.get(room);
        if (episode != null && !episode.over("in the room " + room + " again, as " + nick)) {
          reports.info("in the room " + room + " as " + nick);
        }
        speaking.wake();
      }

      @Override
      public void left(Address room, String why, boolean refused) {
        Episode episode = rooms.get(room);
        String words = "not in the room " + room + ": " + why;
        if (episode != null && refused) {
          episode.refusal(words, "; it tries again by and by");
        } else if (episode != null) {
          episode.trouble(words);
        }
      }
    };
  }

  @Override
  public ServiceStatus status() {
    return ChatStatus.of(
        connection.account(),
        connection.state(),
        config.rooms(),
        connection::nick,
        new ChatStatus.Counts(
            hearing.heard(),
            speaking.number(),
            hearing.strangers(),
            hearing.tooLong(),
            unsaid.get()));
  }

  @Override
  public void start() {
    connection.onSaid(this::heard);
    connection.onRoom(roomListener());
    connection.onState(this::changed);
    connection.start();
    speaking.start();
  }

  @Override
  public void close() {
    connection.onRoom(RoomListener.NONE); // that we leave now is no news
    speaking.close();
    connection.close();
    ear.shutdown();
    try {
      boolean unused = ear.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ear.shutdownNow();
    teller.shutdownNow();
  }
}
