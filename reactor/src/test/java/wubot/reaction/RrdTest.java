// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.Reaction;

class RrdTest {

  private static final long T = 1_763_700_000;

  @TempDir Path home;

  @Test
  void numbersAreKeptAndDrawn() throws Exception {
    TestServices services = new TestServices(home);
    Reaction rrd =
        services.make(
            new Rrd(),
            Map.of(
                "base_dir", "base",
                "key_field", List.of("hostname", "key"),
                "fields", Map.of("load", "GAUGE")));
    services.now(Instant.ofEpochSecond(T + 7200));
    for (int minute = 0; minute <= 120; minute++) {
      rrd.react(message(T + minute * 60L, minute % 10));
      rrd.react(message(T + minute * 60L, 99)); // of the same second: passed over
    }
    rrd.settle();
    Path graphs = home.resolve("base/graphs/_._joe-Load-host");
    BufferedImage picture = ImageIO.read(graphs.resolve("_._joe-Load-host-day.png").toFile());
    assertTrue(picture.getWidth() >= 600, "a picture of " + picture.getWidth());
    String data = Files.readString(graphs.resolve("_._joe-Load-host-day.json"));
    assertTrue(data.contains("\"load\":[null,"), data.substring(0, 200));
    assertTrue(data.contains("4"), data);
    try (Stream<Path> files = Files.list(home)) {
      assertEquals(List.of("base"), files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void aTimeFromTheFutureKeepsOutNothing() throws Exception {
    TestServices services = new TestServices(home);
    services.now(Instant.ofEpochSecond(T));
    Reaction rrd =
        services.make(new Rrd(), Map.of("base_dir", "base", "fields", Map.of("load", "GAUGE")));
    for (Object made : List.of(T * 1000, 1e300, "nan", -5, "soon")) {
      rrd.react(message(T, 1).with("lastupdate", made)); // milliseconds, and other mistakes
    }
    for (int minute = 1; minute <= 10; minute++) {
      services.now(Instant.ofEpochSecond(T + minute * 60L));
      rrd.react(message(T + minute * 60L, 7));
    }
    rrd.settle();
    String data = Files.readString(home.resolve("base/graphs/Load-host/Load-host-day.json"));
    assertTrue(data.contains(",7,7,7,7,"), data);
  }

  private static Message message(long made, int load) {
    return Message.of("key", "Load-host")
        .with("hostname", "../joe")
        .with("lastupdate", made)
        .with("load", load);
  }

  @Test
  void mistakesAreFoundBeforeAMessageComes() {
    TestServices services = new TestServices(home);
    for (Map<String, String> fields :
        List.of(Map.of("a b", "GAUGE"), Map.of("a", "GAUGES"), Map.<String, String>of())) {
      assertThrows(
          IllegalArgumentException.class,
          () -> services.make(new Rrd(), Map.of("base_dir", "b", "fields", fields)),
          fields.toString());
    }
  }
}
