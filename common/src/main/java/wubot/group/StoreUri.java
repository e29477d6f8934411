// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of {@code scheme://user:password@host:port,host:port/path?name=value}, decoded.
 *
 * @param scheme in small letters
 * @param user empty for none
 * @param password empty for none; in no text that this class makes
 * @param hosts at least one
 * @param path without the first slash
 * @param options in their order
 */
record StoreUri(
    String scheme,
    String user,
    String password,
    List<Host> hosts,
    String path,
    Map<String, String> options) {

  /** A host's name or address, and its port. */
  record Host(String name, int port) {

    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /**
   * Takes a text apart.
   *
   * @throws IllegalArgumentException with what is wrong, without the password
   */
  static StoreUri parse(String text, int defaultPort) {
    int colon = text.indexOf("://");
    if (colon < 1) {
      throw new IllegalArgumentException(
          "the store's url must begin like etcd://host or postgresql://host/database");
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    // Clients of etcd write the scheme before each host.
    String rest = text.substring(colon + 3).replace("," + scheme + "://", ",");
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    rest = question < 0 ? rest : rest.substring(0, question);
    int slash = rest.indexOf('/', Math.max(0, rest.lastIndexOf('@')));
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int at = authority.lastIndexOf('@');
    String login = at < 0 ? "" : authority.substring(0, at);
    int split = login.indexOf(':');
    List<Host> hosts = new ArrayList<>();
    for (String host : authority.substring(at + 1).split(",", -1)) {
      hosts.add(host(host, defaultPort));
    }
    return new StoreUri(
        scheme,
        decode(split < 0 ? login : login.substring(0, split)),
        split < 0 ? "" : decode(login.substring(split + 1)),
        hosts,
        path,
        options(query));
  }

  /** The same address as another user; as the same when that is empty. */
  StoreUri withLogin(String otherUser, String otherPassword) {
    return otherUser.isEmpty()
        ? this
        : new StoreUri(scheme, otherUser, otherPassword, hosts, path, options);
  }

  private static Host host(String plain, int defaultPort) {
    try {
      var uri = new URI("x://" + plain);
      if (uri.getHost() == null || !uri.getPath().isEmpty()) {
        throw new IllegalArgumentException("no host and port in the store's url: " + plain);
      }
      String name = uri.getHost();
      name = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
      return new Host(name, uri.getPort() < 0 ? defaultPort : uri.getPort());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no host and port in the store's url: " + plain, e);
    }
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("an option of the store's url has no value");
      }
      options.put(decode(option.substring(0, equals)), decode(option.substring(equals + 1)));
    }
    return options;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a % in the store's url that is none must be written %25");
    }
  }

  /** All but the password. */
  @Override
  public String toString() {
    return scheme
        + "://"
        + String.join(",", hosts.stream().map(Host::toString).toList())
        + "/"
        + path;
  }
}
