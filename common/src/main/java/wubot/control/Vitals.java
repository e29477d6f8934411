// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every daemon can say of itself.
 *
 * @param daemon its name
 * @param host the short name of its host
 * @param since when it started
 */
public record Vitals(String daemon, String host, Path home, Instant since) {

  /** The question that daemons answer with what they are doing. */
  public static final String STATUS = "status";

  /** Of a daemon that starts now. */
  public static Vitals starting(String daemon, String host, Path home, Clock clock) {
    return new Vitals(daemon, host, home, clock.instant());
  }

  /** The beginning of its status; more is to be added. */
  public Map<String, Object> asMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("daemon", daemon);
    all.put("running", true);
    all.put("pid", ProcessHandle.current().pid());
    all.put("version", Version.CURRENT);
    all.put("since", since.toString());
    all.put("host", host);
    all.put("home", home.toString());
    return all;
  }
}
