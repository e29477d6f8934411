// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A member as another one last saw it.
 *
 * @param node its name
 * @param incarnation of its process; a restart has another
 * @param version of wubot
 * @param weight what it counts before its roles
 * @param candidate whether it takes roles
 * @param alive whether it gave a sign of life within its time to live
 * @param confirmed whether such a sign was seen from here: a record may be left over from long ago
 * @param left whether it said goodbye
 * @param unchanged for how long it has given no sign of life, as seen from here
 * @param roles what it says about each role it knows
 * @param attributes what else it published
 */
public record MemberStatus(
    String node,
    String incarnation,
    String version,
    long weight,
    boolean candidate,
    boolean alive,
    boolean confirmed,
    boolean left,
    Duration unchanged,
    Map<String, Readiness> roles,
    Document attributes) {

  static MemberStatus of(String node, Document record, long unchangedNanos, boolean confirmed) {
    boolean left = record.flag("left");
    long ttlNanos = record.number("ttl").orElse(0) * 1_000_000;
    Map<String, Readiness> roles = new LinkedHashMap<>();
    Document readiness = record.document("roles");
    readiness
        .values()
        .keySet()
        .forEach(role -> roles.put(role, Readiness.of(readiness.document(role))));
    return new MemberStatus(
        node,
        record.text("incarnation").orElse(""),
        record.text("version").orElse(""),
        record.number("weight").orElse(0),
        record.flag("candidate"),
        !left && unchangedNanos < ttlNanos,
        confirmed,
        left,
        Duration.ofNanos(unchangedNanos),
        Map.copyOf(roles),
        record.document("attributes"));
  }
}
