// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Leases on which entries hang that etcd may remove later.
 *
 * <p>Many entries share one: a lease lives for twice as long as they have to stay, and is given to
 * new entries during the first part of that, so that there is one request for a lease in all that
 * time.
 */
final class EtcdLeases {

  private static final long SHORTEST_SECONDS = 60;

  private record Lease(String id, long usableUntilNanos) {}

  private final EtcdClient client;
  private final Map<Long, Lease> byRetain = new ConcurrentHashMap<>();

  EtcdLeases(EtcdClient client) {
    this.client = client;
  }

  /** The id of one that lasts at least this long from now; empty for ever. */
  String forAtLeast(Duration retain) throws IOException {
    if (retain.isZero()) {
      return "";
    }
    long seconds = EtcdStore.seconds(retain);
    Lease lease = byRetain.get(seconds);
    long now = System.nanoTime();
    if (lease == null || now - lease.usableUntilNanos() >= 0) {
      long life = 2 * Math.max(seconds, SHORTEST_SECONDS);
      EtcdAnswer answer = client.ask(EtcdRequest.lease(life));
      if (answer.lease().isEmpty()) {
        throw new IOException("etcd gives no lease: " + answer.error());
      }
      // The clock of etcd may run a tenth faster.
      long usable = TimeUnit.SECONDS.toNanos(life * 9 / 10 - seconds);
      lease = new Lease(answer.lease(), now + usable);
      byRetain.put(seconds, lease);
    }
    return lease.id();
  }

  void forget(String id) {
    byRetain.values().removeIf(lease -> lease.id().equals(id));
  }
}
