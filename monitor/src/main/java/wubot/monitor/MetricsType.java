// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.metrics.Listen;
import wubot.metrics.MetricsServer;

/** The plugin Metrics: numbers about this monitor for Prometheus, and its health. */
public final class MetricsType implements ServiceType {

  private static final Setting<String> LISTEN =
      Setting.text("listen")
          .byDefault("127.0.0.1:9718")
          .describe("Where to listen: address and port, or a port of 127.0.0.1.")
          .example("127.0.0.1:9718");

  @Override
  public String name() {
    return "Metrics";
  }

  @Override
  public String summary() {
    return "Serves numbers about this monitor, its checks, relays and queues to Prometheus at"
        + " /metrics, and its health at /health: 200 or, when it cannot do its work, 503.";
  }

  @Override
  public Settings settings() {
    return Settings.of(LISTEN);
  }

  @Override
  public String example() {
    return """
        ---
        listen: 127.0.0.1:9718
        """;
  }

  @Override
  public List<String> fields() {
    return List.of();
  }

  @Override
  public Service create(Values values, ServiceServices services) {
    Listen listen = listen(values);
    return new Service() {
      private Optional<MetricsServer> server = Optional.empty();

      @Override
      public synchronized void start() {
        server = Optional.of(MetricsServer.start(listen, services.metrics()));
      }

      @Override
      public synchronized void close() {
        server.ifPresent(MetricsServer::close);
      }
    };
  }

  private static Listen listen(Values values) {
    try {
      return Listen.parse(values.get(LISTEN));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("listen: " + e.getMessage(), e);
    }
  }
}
