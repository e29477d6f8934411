// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;
import wubot.monitor.CheckType;

/** Runs one check as the daemon would: from config values, with a clock that the test moves. */
final class Bench implements AutoCloseable {

  private final CheckType type;
  private final Values values;
  private final Path home;
  private Check check;
  private CheckState state = CheckState.empty();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private CheckResult last = CheckResult.nothing();

  Bench(CheckType type, Path home, Map<String, ?> config) {
    this.type = type;
    this.home = home;
    this.values = values(type, home, config);
    this.check = type.create(values, new Services());
  }

  static Values values(CheckType type, Path home, Map<String, ?> config) {
    Problems problems = new Problems();
    return new SettingsReader(home)
        .read(node(config), type.settings(), problems)
        .orElseThrow(() -> new IllegalArgumentException(problems.all().toString()));
  }

  private static Node node(Object value) {
    Place place = new Place("test.yaml", 1, 1);
    if (value instanceof Map<?, ?> map) {
      List<Node.Entry> entries = new ArrayList<>();
      map.forEach((k, v) -> entries.add(new Node.Entry(String.valueOf(k), place, node(v))));
      return new Node.Entries(place, entries);
    }
    if (value instanceof List<?> list) {
      return new Node.Items(place, list.stream().map(Bench::node).toList());
    }
    return new Node.Scalar(place, String.valueOf(value), value, false);
  }

  /** One run; the state is kept as the daemon keeps it. */
  List<Message> run() {
    try {
      last = check.run(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    last.state().ifPresent(kept -> state = kept);
    return last.messages();
  }

  /** The subjects of one run's messages. */
  List<String> subjects() {
    return run().stream().map(m -> m.text("subject")).toList();
  }

  CheckResult last() {
    return last;
  }

  CheckState state() {
    return state;
  }

  Bench state(CheckState other) {
    state = other;
    return this;
  }

  Check check() {
    return check;
  }

  Bench later(Duration time) {
    now = now.plus(time);
    return this;
  }

  long seconds() {
    return now.getEpochSecond();
  }

  /** As after a restart of the daemon: a new check, the state that was kept. */
  Bench restart() {
    check.close();
    check = type.create(values, new Services());
    return this;
  }

  @Override
  public void close() {
    check.close();
  }

  private final class Services implements CheckServices {

    @Override
    public Clock clock() {
      return new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };
    }

    @Override
    public String host() {
      return "joe";
    }

    @Override
    public Path home() {
      return home;
    }

    @Override
    public String key() {
      return type.name() + "-test";
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(20);
    }
  }
}
