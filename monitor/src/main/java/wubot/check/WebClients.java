// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The HTTP clients of one kind of check: instances with the same proxy and certificate settings
 * share one, since each has threads of its own and lives as long as the daemon.
 */
final class WebClients {

  private final Map<Options, HttpClient> clients = new HashMap<>();

  /**
   * What makes a difference to the connection.
   *
   * @param proxy of the form {@code http://host:port}
   * @param caFile with the authorities to trust
   * @param trustsAnybody whether certificates do not matter
   */
  record Options(Optional<URI> proxy, Optional<Path> caFile, boolean trustsAnybody) {}

  /** The client for these options; made when first asked for. */
  synchronized HttpClient get(Options options) {
    return clients.computeIfAbsent(options, WebClients::make);
  }

  private static HttpClient make(Options options) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            // Checks make one request at a time: multiplexing would gain nothing.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20));
    if (options.trustsAnybody()) {
      builder.sslContext(Trust.inAnybody().context());
    } else if (options.caFile().isPresent()) {
      builder.sslContext(Trust.inFile(options.caFile().get()).context());
    }
    options
        .proxy()
        .ifPresent(
            proxy ->
                builder.proxy(
                    ProxySelector.of(
                        InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort()))));
    return builder.build();
  }
}
