// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import wubot.message.FieldValue;
import wubot.monitor.CheckState;

/**
 * The ids a check has reported, each with when it was last there; bounded in number and time.
 *
 * <p>An id is forgotten seven days after it was last there, and the longest absent ones go first
 * when there are too many. Made anew for each run.
 */
final class Seen {

  /** How long an id is remembered after it was last there. */
  static final long KEEP_SECONDS = 7 * 86_400L;

  private static final String NAME = "seen";
  private static final int MAX_IDS = 20_000;
  private static final int MAX_ID_LENGTH = 120;
  // Times are refreshed at most so often, so that the state is not rewritten in every run.
  private static final long REFRESH_SECONDS = 6 * 3600L;

  private final CheckState state;
  private final Map<String, Object> times;
  private final long nowSeconds;
  private boolean changed;

  /** For one run. */
  Seen(CheckState state, long nowSeconds) {
    this.state = state;
    this.times = Stored.map(state, NAME);
    this.nowSeconds = nowSeconds;
    this.changed = state.get(NAME).isEmpty();
  }

  /** Whether no run has ended before. */
  boolean isFirstRun() {
    return state.get(NAME).isEmpty();
  }

  /** Notes that the id is there now. True when it is new. */
  boolean add(String id) {
    String name = shortened(id);
    Object time = times.get(name);
    boolean stale = time == null || nowSeconds - seconds(time) >= REFRESH_SECONDS;
    if (stale) {
      times.put(name, nowSeconds);
      changed = true;
    }
    return time == null;
  }

  /** Forgets the id at once: should it be there again, it is new. */
  void forget(String id) {
    changed |= times.remove(shortened(id)) != null;
  }

  /** The state with all ids still worth knowing; call after everything now there was added. */
  CheckState state() {
    changed |= times.values().removeIf(time -> nowSeconds - seconds(time) > KEEP_SECONDS);
    if (times.size() > MAX_IDS) {
      changed = true;
      times.entrySet().stream()
          .sorted(Comparator.comparingLong(entry -> seconds(entry.getValue())))
          .limit(times.size() - MAX_IDS)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(times::remove);
    }
    return changed ? state.with(NAME, new LinkedHashMap<>(times)) : state;
  }

  private static long seconds(Object time) {
    return (long) FieldValue.number(time).orElse(0);
  }

  private static String shortened(String id) {
    if (id.length() <= MAX_ID_LENGTH) {
      return id;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
