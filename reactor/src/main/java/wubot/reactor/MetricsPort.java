// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.Optional;
import wubot.metrics.Listen;
import wubot.metrics.MetricSource;
import wubot.metrics.MetricsServer;

/** Where the reactor serves metrics, as the file says it now. */
final class MetricsPort implements AutoCloseable {

  private final MetricSource source;
  private Optional<Listen> listen = Optional.empty(); // guarded by this
  private Optional<MetricsServer> server = Optional.empty(); // guarded by this

  MetricsPort(MetricSource source) {
    this.source = source;
  }

  /** Serves there, or nowhere. */
  synchronized void listen(Optional<Listen> where) {
    if (!where.equals(listen)) {
      listen = where;
      server.ifPresent(MetricsServer::close);
      server = where.map(there -> MetricsServer.start(there, source));
    }
  }

  @Override
  public void close() {
    listen(Optional.empty());
  }
}
