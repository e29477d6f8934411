// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The recorded behaviour of the original for lengths of time and for config files. */
class ConfigConformanceTest {

  @TempDir Path home;

  private static List<?> cases(String file) throws IOException {
    Path path = Path.of(System.getProperty("wubot.conformance", "conformance")).resolve(file);
    Assumptions.assumeTrue(Files.isReadable(path), "no recorded cases at " + path);
    // JSON is YAML, so our own reader will do.
    Node node = Yaml.read(path, file, new Problems()).orElseThrow();
    return (List<?>) ((Map<?, ?>) node.plain()).get("cases");
  }

  @TestFactory
  Stream<DynamicTest> lengthsOfTime() throws IOException {
    return cases("time_lengths.json").stream()
        .map(item -> (Map<?, ?>) item)
        .filter(item -> !"differ".equals(item.get("parity")))
        .map(item -> dynamicTest(item.get("kind") + " " + item.get("input"), () -> length(item)));
  }

  private static void length(Map<?, ?> item) {
    Optional<Duration> read = Durations.parse(String.valueOf(item.get("input")));
    if (item.containsKey("error")) {
      assertEquals(Optional.empty(), read);
      return;
    }
    Duration length = read.orElseThrow();
    boolean spaced = Boolean.TRUE.equals(item.get("space"));
    String answer =
        switch (String.valueOf(item.get("kind"))) {
          case "get_seconds" -> String.valueOf(length.toSeconds());
          case "get_hours" -> wubot.message.FieldValue.text(Durations.hours(length));
          default -> spaced ? Durations.printSpaced(length) : Durations.print(length);
        };
    assertEquals(String.valueOf(item.get("expect")), answer);
  }

  @TestFactory
  Stream<DynamicTest> configFiles() throws IOException {
    Path directory = Files.createDirectories(home.resolve("config/plugins/TestCase"));
    String two = "param1: value1\nhash1: {key1: value1, key2: value2}\n";
    Files.writeString(directory.resolve("test1.yaml"), two);
    Files.writeString(directory.resolve("test2.yaml"), two);
    Files.writeString(
        directory.resolve("test3.yaml"), "param3: value3\nhash1: {key1: value1, key2: value2}\n");
    ConfigTree tree = new ConfigTree(home, "joe");
    Listing listing = tree.list();
    return cases("config_files.json").stream()
        .map(item -> (Map<?, ?>) item)
        .map(
            item ->
                dynamicTest(
                    item.get("kind") + " " + item.get("args"), () -> file(item, tree, listing)));
  }

  private static void file(Map<?, ?> item, ConfigTree tree, Listing listing) {
    List<?> arguments = (List<?>) item.get("args");
    List<?> expected = (List<?>) item.get("expect");
    if (arguments.isEmpty()) {
      assertEquals(expected, listing.instances().stream().map(ConfigFile::key).toList());
      return;
    }
    ConfigFile file = listing.instance(String.valueOf(arguments.get(0))).orElseThrow();
    Node.Entries node = tree.readInstance(file, new Problems()).orElseThrow();
    if (arguments.size() > 1) {
      Node value = node.get(String.valueOf(arguments.get(1))).orElseThrow();
      assertEquals(expected.get(0), value.plain());
      return;
    }
    Map<Object, Object> map = new java.util.HashMap<>((Map<?, ?>) expected.get(0));
    map.remove("plugin"); // the class name, which the original puts into every config
    assertEquals(map, node.plain());
  }
}
