// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Opens the store that an address names.
 *
 * <ul>
 *   <li>{@code file:/var/lib/wubot/group} or a plain path: a directory of this host
 *   <li>{@code etcd://user:password@host:2379,host2:2379/namespace}, {@code etcds://…} with TLS;
 *       {@code http://} and {@code https://} mean the same
 *   <li>{@code mongodb://user:password@host:27017/database.collection}
 *   <li>{@code postgresql://user:password@host:5432/database?sslmode=verify-full}
 * </ul>
 *
 * <p>Opening does not wait for the store and succeeds while it is away. What cannot work is refused
 * at once, in words that do not repeat the password.
 */
public final class Stores {

  private static final int ETCD_PORT = 2379;
  private static final int POSTGRES_PORT = 5432;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  private Stores() {}

  /**
   * Opens it with what Java believes about certificates.
   *
   * @throws IllegalArgumentException with what is wrong with the address
   */
  public static Store open(String url, Duration timeout) {
    return open(new StoreSettings(url, timeout, StoreTls.DEFAULT));
  }

  /**
   * Opens it.
   *
   * @throws IllegalArgumentException with what is wrong with the settings
   */
  public static Store open(StoreSettings settings) {
    return opening(settings).get();
  }

  /**
   * Looks whether it could be opened, without a word to the store.
   *
   * @throws IllegalArgumentException with what is wrong with the settings
   */
  public static void check(StoreSettings settings) {
    Supplier<Store> unused = opening(settings);
  }

  private static Supplier<Store> opening(StoreSettings settings) {
    String url = settings.url().strip();
    if (settings.timeout().isNegative() || settings.timeout().isZero()) {
      throw new IllegalArgumentException("the store's timeout must be more than zero");
    }
    int colon = url.indexOf(':');
    String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "" -> file(url, settings);
      case "file" -> file(url.substring(colon + 1), settings);
      case "etcd", "http" -> etcd(url, settings.tls().isGiven(), settings);
      case "etcds", "https" -> etcd(url, true, settings);
      case "mongodb", "mongodb+srv" -> mongo(url, settings);
      case "postgresql", "postgres" -> postgres(url, settings);
      default ->
          throw new IllegalArgumentException(
              "there is no store of the kind '"
                  + scheme
                  + "'; a group's store is a directory (file:), etcd://, mongodb:// or postgresql://");
    };
  }

  private static Supplier<Store> file(String path, StoreSettings settings) {
    String plain = path.startsWith("///") ? path.substring(2) : path;
    if (plain.isEmpty()) {
      throw new IllegalArgumentException("the store's url names no directory: file:/a/directory");
    }
    Path directory = Path.of(plain);
    FileStore.refuseNetwork(directory);
    return () -> new FileStore(directory, settings.timeout());
  }

  private static Supplier<Store> etcd(String url, boolean encrypted, StoreSettings settings) {
    StoreUri uri = StoreUri.parse(url, ETCD_PORT).withLogin(settings.user(), settings.password());
    if (!uri.options().isEmpty()) {
      throw new IllegalArgumentException(
          "the url of an etcd has no options, and this one has "
              + String.join(", ", uri.options().keySet()));
    }
    Optional<SSLContext> tls = encrypted ? Optional.of(settings.tls().context()) : Optional.empty();
    List<EtcdEndpoint> endpoints =
        uri.hosts().stream().map(host -> new EtcdEndpoint(host.name(), host.port(), tls)).toList();
    return () ->
        new EtcdStore(
            endpoints,
            new EtcdClient.Login(uri.user(), uri.password()),
            uri.path().isEmpty() ? "wubot" : uri.path(),
            settings.timeout());
  }

  private static Supplier<Store> mongo(String url, StoreSettings settings) {
    ConnectionString connection = MongoUri.check(url);
    Optional<SSLContext> tls =
        settings.tls().isGiven() ? Optional.of(settings.tls().context()) : Optional.empty();
    var ttls = new MongoIndexes.Ttls(settings.dedupe(), settings.flows());
    Optional<MongoCredential> login =
        settings.user().isEmpty()
            ? Optional.empty()
            : Optional.of(
                MongoCredential.createCredential(
                    settings.user(), "admin", settings.password().toCharArray()));
    return () -> new MongoStore(connection, login, tls, ttls, settings.timeout());
  }

  private static Supplier<Store> postgres(String url, StoreSettings settings) {
    StoreUri uri =
        StoreUri.parse(url, POSTGRES_PORT).withLogin(settings.user(), settings.password());
    if (uri.path().isEmpty()) {
      throw new IllegalArgumentException(
          "the PostgreSQL's url names no database; it must look like"
              + " postgresql://user:password@host:5432/database");
    }
    String hosts =
        uri.hosts().stream().map(StoreUri.Host::toString).collect(Collectors.joining(","));
    Map<String, String> properties = postgresProperties(uri, settings.tls());
    return () ->
        new PostgresStore(
            "jdbc:postgresql://" + hosts + "/" + uri.path(),
            properties,
            "postgresql at " + hosts + "/" + uri.path(),
            settings.timeout());
  }

  /** What the driver is told beside the hosts: nothing secret stands in its url. */
  private static Map<String, String> postgresProperties(StoreUri uri, StoreTls tls) {
    Map<String, String> properties = new HashMap<>(uri.options());
    if (!uri.user().isEmpty()) {
      properties.put("user", uri.user());
    }
    if (!uri.password().isEmpty()) {
      properties.put("password", uri.password());
    }
    tls.ca().ifPresent(file -> properties.putIfAbsent("sslrootcert", file.toString()));
    tls.cert().ifPresent(file -> properties.putIfAbsent("sslcert", file.toString()));
    tls.key()
        .ifPresent(
            file -> {
              properties.putIfAbsent("sslkey", file.toString());
              properties.putIfAbsent("pemKeyAlgorithm", StoreTls.keyAlgorithm(file));
            });
    boolean near = uri.hosts().stream().allMatch(host -> LOOPBACK.contains(host.name()));
    if (tls.isGiven() || !near) {
      // Who wants it otherwise says so in the url.
      properties.putIfAbsent("sslmode", "verify-full");
      if (!properties.containsKey("sslrootcert")) {
        properties.putIfAbsent("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      }
    }
    return properties;
  }
}
