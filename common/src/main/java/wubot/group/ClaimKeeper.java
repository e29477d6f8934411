// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Renews every lease of a daemon, and tries again what could not be written while the store was
 * away. One thread calls {@link #tick} every so often.
 */
final class ClaimKeeper {

  private final Map<String, ClaimLease> leases = new ConcurrentHashMap<>();
  private final Map<String, BooleanSupplier> unwritten = new ConcurrentHashMap<>();

  void keep(ClaimLease lease) {
    leases.put(lease.key(), lease);
  }

  void letGo(ClaimLease lease) {
    leases.remove(lease.key(), lease);
  }

  /** Tries until it says yes. */
  void writeLater(String key, BooleanSupplier writing) {
    unwritten.put(key, writing);
  }

  int unwritten() {
    return unwritten.size();
  }

  /** Renews what is due and writes what was not; stops at the first that the store leaves open. */
  void tick() {
    for (ClaimLease lease : leases.values()) {
      if (lease.isDue() && !unwritten.containsKey(lease.key())) {
        ClaimLease.Written written = lease.renew();
        if (written == ClaimLease.Written.UNKNOWN) {
          return;
        }
      }
    }
    leases.values().removeIf(lease -> !lease.isOurs());
    List<Map.Entry<String, BooleanSupplier>> open = new ArrayList<>(unwritten.entrySet());
    for (Map.Entry<String, BooleanSupplier> writing : open) {
      if (!writing.getValue().getAsBoolean()) {
        return;
      }
      unwritten.remove(writing.getKey(), writing.getValue());
    }
  }
}
