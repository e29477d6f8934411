// SPDX-License-Identifier: Apache-2.0
package wubot.metrics;

import java.net.InetSocketAddress;

/**
 * Where a server listens: {@code 127.0.0.1:9718}, {@code [::1]:9718}, or a port alone, which means
 * loopback.
 *
 * @param host name or address
 * @param port 0 for any free one
 */
public record Listen(String host, int port) {

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when the text is none, with what is wrong with it
   */
  public static Listen parse(String text) {
    String plain = text.strip();
    int colon = plain.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : plain.substring(0, colon).replaceAll("^\\[|\\]$", "");
    String port = plain.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException(
          "'" + plain + "' is no place to listen at; write an address and a port: 127.0.0.1:9718");
    }
    return new Listen(host, Integer.parseInt(port));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
