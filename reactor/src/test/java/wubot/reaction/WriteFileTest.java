// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

class WriteFileTest {

  @TempDir Path home;
  private TestServices services;

  @BeforeEach
  void services() {
    services = new TestServices(home);
  }

  private Reaction write(Map<String, ?> config) {
    return services.make(new WriteFile(), config);
  }

  @TestFactory
  Stream<DynamicTest> recordedCases() {
    return Conformance.cases("reactor_plugins.json").stream()
        .filter(c -> c.get("plugin").equals("WriteFile"))
        .map(c -> DynamicTest.dynamicTest((String) c.get("ref"), () -> recordedCase(c)));
  }

  private void recordedCase(Map<String, Object> c) throws IOException, InterruptedException {
    Map<String, Object> config = new LinkedHashMap<>();
    Conformance.map(c.get("config")).forEach((k, v) -> config.put(k, in(v)));
    if (config.containsKey("path_field")) {
      config.put("directory", home.toString()); // here a message needs one to choose from
    }
    for (Map.Entry<String, Object> file : Conformance.map(c.get("files")).entrySet()) {
      Files.writeString(Path.of(in(file.getKey())), in(file.getValue()));
    }
    Message message = Message.empty();
    Conformance.map(c.get("message")).forEach((k, v) -> message.put(k, in(v)));
    write(config).react(message);
    for (Map.Entry<String, Object> file : Conformance.map(c.get("expect_files")).entrySet()) {
      assertEquals(in(file.getValue()), Files.readString(Path.of(in(file.getKey()))));
    }
  }

  private String in(Object value) {
    return value.toString().replace("$TMP", home.toString());
  }

  @Test
  void noMessageWritesOutsideTheDirectory() throws IOException, InterruptedException {
    Path outside = Files.createDirectory(home.resolve("outside"));
    Files.createDirectory(home.resolve("box"));
    Files.createSymbolicLink(home.resolve("box/link"), outside);
    Files.createSymbolicLink(home.resolve("box/file"), outside.resolve("file"));
    Reaction byField = write(Map.of("directory", "box", "path_field", "p", "overwrite", 1));
    for (String path :
        List.of(
            "../evil",
            "/etc/evil",
            "a/../../evil",
            "link/evil",
            "file",
            ".",
            "..",
            "a\0b",
            outside + "/evil")) {
      ReactionFailure no =
          assertThrows(ReactionFailure.class, () -> byField.react(Message.of("p", path)), path);
      assertFalse(no.isPassing(), path);
    }
    Reaction byName = write(Map.of("directory", "box", "file", "{{ key }}.yaml"));
    byName.react(Message.of("key", "../../x/y"));
    try (Stream<Path> written = Files.list(home.resolve("box"))) {
      assertEquals(
          3, // two links and the one file that was written
          written
              .map(p -> p.getFileName().toString())
              .filter(n -> !n.startsWith(".wubot"))
              .count());
    }
    try (Stream<Path> escaped = Files.list(outside)) {
      assertEquals(0, escaped.count());
    }
    assertThrows(IllegalArgumentException.class, () -> write(Map.of("file", "{{ key }}")));
  }

  @Test
  void appendsLinesOfJson() throws IOException, InterruptedException {
    Reaction append =
        write(
            Map.of(
                "directory", "log", "file", "all.jsonl", "format", "json", "existing", "append"));
    append.react(Message.of("a", 1).with("b", "x\"y").with("c", null).with("d", List.of(true)));
    append.react(Message.of("a", 2.5));
    assertEquals(
        "{\"a\":1,\"b\":\"x\\\"y\",\"c\":null,\"d\":[true]}\n{\"a\":2.5}\n",
        Files.readString(home.resolve("log/all.jsonl")));
  }
}
