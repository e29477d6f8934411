// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The store of a group whose members share an etcd, alone or a cluster.
 *
 * <p>A version is the revision at which etcd wrote the key last, which is one of the whole store
 * and never comes again; so are tokens. Keys stand under a name of their own, values as they are.
 * What may be removed later hangs on leases; nothing else does. A writing without an answer may
 * still be applied, even after this member has closed the connection.
 */
public final class EtcdStore implements Store {

  private static final String ENTRIES = "/entries/";

  private final String home;
  private final EtcdClient client;
  private final EtcdLeases leases;
  private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();

  /**
   * Connects when first used.
   *
   * @param endpoints host and port each, tried in this order
   * @param login user and password, both empty for none
   * @param namespace what its keys begin with, e.g. {@code wubot}
   * @param timeout for each operation, more than zero
   */
  EtcdStore(
      List<EtcdEndpoint> endpoints, EtcdClient.Login login, String namespace, Duration timeout) {
    this.home = namespace;
    this.client = new EtcdClient(endpoints, login, timeout.toNanos());
    this.leases = new EtcdLeases(client);
  }

  @Override
  public Optional<Entry> get(String key) {
    Limits.checkKey(key);
    return read(EtcdRequest.get(path(key))).entries().stream().map(this::own).findFirst();
  }

  @Override
  public Outcome create(String key, String value, Duration retain) {
    Limits.check(key, value);
    return put(key, true, 0, value, retain);
  }

  @Override
  public Outcome replace(String key, long version, String value, Duration retain) {
    Limits.check(key, value);
    return version <= 0 ? new Outcome.NotApplied() : put(key, false, version, value, retain);
  }

  @Override
  public Outcome delete(String key, long version) {
    Limits.checkKey(key);
    if (version <= 0) {
      return new Outcome.NotApplied();
    }
    try {
      EtcdAnswer answer = client.ask(EtcdRequest.delete(path(key), version));
      return answer.failed()
          ? refused(answer)
          : answer.succeeded()
              ? new Outcome.Applied(own(answer.entries().get(0)))
              : new Outcome.NotApplied();
    } catch (IOException | StoreAway e) {
      return new Outcome.Unknown(e.getMessage());
    }
  }

  @Override
  public long nextToken() {
    return read(EtcdRequest.put(home + "/token", "")).revision();
  }

  @Override
  public List<Entry> list(String prefix, String after, int max) {
    Limits.checkPage(max);
    byte[] from =
        Limits.beginsAtPrefix(prefix, after)
            ? path(prefix).getBytes(UTF_8)
            : EtcdRequest.behind(path(after));
    byte[] end = EtcdRequest.end(path(prefix));
    if (Arrays.compareUnsigned(from, end) >= 0) {
      return List.of();
    }
    return read(EtcdRequest.range(from, end, max)).entries().stream().map(this::own).toList();
  }

  @Override
  public Watch watch(String prefix, Runnable changed) {
    var watch = new EtcdWatch(client, EtcdRequest.watch(path(prefix)), changed, watches::remove);
    watches.add(watch);
    watch.start();
    return watch;
  }

  @Override
  public String describe() {
    return client.describe();
  }

  @Override
  public void close() {
    new ArrayList<>(watches).forEach(EtcdWatch::close);
    client.close();
  }

  private Outcome put(String key, boolean create, long version, String value, Duration retain) {
    try {
      String lease = leases.forAtLeast(retain);
      EtcdRequest request = EtcdRequest.put(path(key), create, version, value, lease);
      EtcdAnswer answer = client.ask(request);
      if (answer.code() == EtcdAnswer.NOT_FOUND && !lease.isEmpty()) {
        leases.forget(lease); // it ended while nobody looked; nothing was written
        request = EtcdRequest.put(path(key), create, version, value, leases.forAtLeast(retain));
        answer = client.ask(request);
      }
      if (answer.failed()) {
        return refused(answer);
      }
      return answer.succeeded()
          ? new Outcome.Applied(new Entry(key, value, answer.revision()))
          : new Outcome.NotApplied();
    } catch (IOException | StoreAway e) {
      return new Outcome.Unknown(e.getMessage());
    }
  }

  private EtcdAnswer read(EtcdRequest request) {
    try {
      EtcdAnswer answer = client.ask(request);
      if (answer.failed()) {
        throw new StoreAway(describe() + " refuses: " + answer.error());
      }
      return answer;
    } catch (IOException e) {
      throw new StoreAway(e.getMessage(), e);
    }
  }

  private Outcome refused(EtcdAnswer answer) {
    return new Outcome.Unknown(describe() + " refuses: " + answer.error());
  }

  private String path(String key) {
    return home + ENTRIES + key;
  }

  private Entry own(Entry entry) {
    return new Entry(
        entry.key().substring(home.length() + ENTRIES.length()), entry.value(), entry.version());
  }

  /** Whole seconds, rounded up. */
  static long seconds(Duration duration) {
    return TimeUnit.MILLISECONDS.toSeconds(duration.toMillis() + 999);
  }
}
