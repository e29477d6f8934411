// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;

/**
 * A password in the address of a group's store is found nowhere else, also where all goes wrong.
 */
@Tag("slow")
class GroupSecretsTest {

  private static final String SECRET = "planted-4711";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://joe:planted-4711@127.0.0.1:1/errbot.commands",
        "postgresql://joe:planted-4711@127.0.0.1:1/wubot",
        "etcd://127.0.0.1:1\nuser: joe\npassword: planted-4711",
        "mongodb://joe:planted-4711@127.0.0.1:1/errbot", // without a collection
        "redis://joe:planted-4711@127.0.0.1:1/x"
      })
  void isInNoLogAndNoAnswer(String store) throws Exception {
    try (MemberProcesses members = new MemberProcesses(directory, "")) {
      Path config = members.home("joe").resolve("config");
      members.write("joe", "rules:\n  - name: tell\n    plugin: MessageQueue\n");
      Files.writeString(
          config.resolve("group.yaml"), "group: home\nsession_ttl: 1s\nstore: " + store + "\n");
      members.start("joe");
      members.feed("joe", List.of(Message.of("key", "Test-one").with("n", 1)));
      ReactorHome.await(
          "trouble to be told",
          Duration.ofMillis(50),
          () -> members.log("joe").matches("(?s).*(degraded|store: ).*"));
      List<String> answers =
          List.of(
              members.command("joe", "status"),
              members.command("joe", "status", "--json"),
              members.command("joe", "takeover", "leader"));
      assertTrue(members.isRunning("joe"), members.log("joe"));
      assertEquals(0, members.end("joe"), members.log("joe"));
      assertFalse(members.log("joe").contains(SECRET), members.log("joe"));
      answers.forEach(answer -> assertFalse(answer.contains(SECRET), answer));
      try (var files = Files.walk(members.home("joe"))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          boolean there =
              Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1).contains(SECRET);
          assertEquals(file.equals(config.resolve("group.yaml")), there, file.toString());
        }
      }
    }
  }
}
