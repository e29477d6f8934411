// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.metrics.Exposition;
import wubot.queue.ChronicleQueues;
import wubot.queue.Cursor;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** The plugin Metrics in a monitor that runs. */
class MetricsTest {

  @TempDir Path home;

  private void save(String file, String text) throws Exception {
    Path path = home.resolve("config/plugins").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String get(int port) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void checksAndQueuesAreMeasuredAsSoonAsTheInstanceIsSaved() throws Exception {
    int port = freePort();
    save("Command/bad.yaml", "command: no-such-program\ndelay: 1h\n");
    try (Queues queues =
            new ChronicleQueues("joe", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
        Monitor monitor =
            new Monitor(
                home, "joe", Clock.systemUTC(), new Random(3), PluginTypes.installed(), queues)) {
      monitor.start();
      try (Cursor reader = queues.view(Monitor.mainQueue(home)).cursor("reader")) {
        assertEquals(0, reader.committed());
      }
      save("Metrics/local.yaml", "listen: " + port + "\n");
      until(
          "the numbers",
          () -> {
            try {
              return get(port).contains("wubot_check_failing{check=\"Command-bad\"} 1");
            } catch (java.net.ConnectException e) {
              return false;
            }
          });
      until(
          "the message",
          () -> get(port).contains("wubot_queue_appended_total{queue=\"reactor\"} 1"));
      Map<String, Double> samples = Exposition.read(get(port));
      assertEquals(1, samples.get("wubot_healthy"));
      assertEquals(1, samples.get("wubot_problems"));
      assertEquals(1, samples.get("wubot_queue_depth{queue=\"reactor\",cursor=\"reader\"}"));
      assertEquals(1, samples.get("wubot_check_failures_total{check=\"Command-bad\"}"));
      assertTrue(samples.get("process_resident_memory_bytes") > 10e6);
      assertTrue(samples.get("process_cpu_seconds_total") > 0);
      assertTrue(samples.get("process_open_fds") > 3);
      assertTrue(samples.get("wubot_disk_free_bytes") > 0);
      Files.delete(home.resolve("config/plugins/Metrics/local.yaml"));
      until(
          "its end",
          () -> {
            try {
              return get(port).isEmpty();
            } catch (java.io.IOException e) {
              return true;
            }
          });
    }
  }
}
