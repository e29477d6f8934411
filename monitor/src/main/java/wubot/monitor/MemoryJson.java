// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import wubot.message.PlainJson;

/** The text form of a {@link Memory}: JSON, one key a line, so that people can read and mend it. */
final class MemoryJson {

  private MemoryJson() {}

  static String write(Memory memory) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    memory.lastRun().ifPresent(at -> all.put("last_run", at.toEpochMilli()));
    memory.episode().ifPresent(episode -> all.put("failing", failing(episode)));
    all.put("check", memory.check().values());
    return PlainJson.pretty(all) + "\n";
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when the text is not of that form
   */
  static Memory read(String text) throws IOException {
    if (!(PlainJson.read(text) instanceof Map<?, ?> map)) {
      throw new IOException("no map at the top");
    }
    Optional<Instant> lastRun = instant(map.get("last_run"));
    Optional<Episode> episode = Optional.empty();
    if (map.get("failing") instanceof Map<?, ?> failing) {
      episode =
          Optional.of(
              new Episode(
                  instant(failing.get("since")).orElse(Instant.EPOCH),
                  failing.get("failures") instanceof Long n ? Math.max(1, n) : 1,
                  String.valueOf(failing.get("error"))));
    }
    return new Memory(lastRun, episode, new CheckState(texts(map.get("check"))));
  }

  private static Map<String, Object> failing(Episode episode) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("since", episode.since().toEpochMilli());
    map.put("failures", episode.failures());
    map.put("error", episode.error());
    return map;
  }

  private static Optional<Instant> instant(Object millis) {
    return millis instanceof Long number
        ? Optional.of(Instant.ofEpochMilli(number))
        : Optional.empty();
  }

  private static Map<String, Object> texts(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> entries) {
      entries.forEach((key, item) -> map.put(String.valueOf(key), item));
    }
    return map;
  }
}
