// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.LinkedHashMap;
import java.util.Map;
import wubot.message.FieldValue;

/**
 * How far one file has been read; what FileTail remembers between runs.
 *
 * @param path the name it had
 * @param key which file it is, see {@link Snapshot}; empty when unknown
 * @param position of the first byte not yet delivered: the start of a line, unless skipping
 * @param print the {@link Fingerprint} of what lies before; empty when unknown
 * @param skipping whether the position lies inside a line that was too long
 * @param readSize the file's size when all of it had been read; -1 when there is more
 * @param changedMicros the file's time of change then
 * @param drainUntilSeconds for a file that was rotated away: when to stop looking for more; else 0
 */
record Tail(
    String path,
    String key,
    long position,
    String print,
    boolean skipping,
    long readSize,
    long changedMicros,
    long drainUntilSeconds) {

  /** From its beginning, or from the position given. */
  static Tail at(String path, String key, long position) {
    return new Tail(path, key, position, "", false, -1, 0, 0);
  }

  /** Whether the file was rotated away and only its rest is wanted. */
  boolean isDraining() {
    return drainUntilSeconds > 0;
  }

  /** The same file under the name it was given, with a time to stop looking. */
  Tail draining(String newPath, String itsKey, long untilSeconds) {
    return new Tail(newPath, itsKey, position, print, skipping, -1, 0, untilSeconds);
  }

  /** For the state. */
  Map<String, Object> stored() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", path);
    values.put("key", key);
    values.put("position", position);
    values.put("print", print);
    values.put("skipping", skipping);
    values.put("read_size", readSize);
    values.put("changed", changedMicros);
    values.put("drain_until", drainUntilSeconds);
    return values;
  }

  /** From the state; what is missing counts as unknown. */
  static Tail read(Object stored) {
    Map<String, Object> values = Stored.map(stored);
    return new Tail(
        String.valueOf(values.getOrDefault("path", "")),
        String.valueOf(values.getOrDefault("key", "")),
        number(values, "position", 0),
        String.valueOf(values.getOrDefault("print", "")),
        FieldValue.isTrue(values.getOrDefault("skipping", false)),
        number(values, "read_size", -1),
        number(values, "changed", 0),
        number(values, "drain_until", 0));
  }

  private static long number(Map<String, Object> values, String name, long byDefault) {
    return values.get(name) instanceof Long number ? number : byDefault;
  }
}
