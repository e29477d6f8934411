// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.config.Yaml;
import wubot.xmpp.Tls;

/** What the config of the plugin XMPP may say, and what it means. */
class RelayTypeTest {

  private static final String BASE =
      """
      account: wubot-joe@example.org
      password: hush
      """;

  @TempDir Path home;

  private Values values(String yaml) {
    Problems problems = new Problems();
    Values values =
        new SettingsReader(home)
            .read(
                Yaml.parse(yaml, "relay.yaml", problems).orElseThrow(),
                new RelayType().settings(),
                problems)
            .orElseThrow(() -> new AssertionError(problems.all().toString()));
    return values;
  }

  private RelayConfig config(String more) {
    return RelayType.config(values(BASE + more), Duration.ofSeconds(5));
  }

  @Test
  void theSeedsConfigMeansWhatItSays() {
    RelayConfig config =
        RelayType.config(
            values(
                """
                account: wubot-hostname@myserver
                password: mypassword
                host: 192.168.1.2
                port: 5222
                directory: /home/wu/wubot/reactor
                user: wubot-reactor@hostname/myserver
                """),
            Duration.ofSeconds(5));

    assertEquals("wubot-hostname@myserver/wubot", config.connection().account().toString());
    assertEquals("192.168.1.2", config.connection().host());
    assertEquals(Path.of("/home/wu/wubot/reactor"), config.directory().orElseThrow());
    assertEquals("[wubot-reactor@hostname/myserver]", config.targets().toString());
    assertEquals(List.of("wubot-reactor@hostname"), config.allow());
    assertEquals(new Tls.Public(), config.connection().tls());
    assertFalse(config.toString().contains("mypassword"));
  }

  @Test
  void severalUsersAndAllowedAccounts() {
    RelayConfig config =
        config(
            "directory: forward\nuser: [a@example.org, b@example.org/x]\nallow: '*@example.org'");
    assertEquals("[a@example.org/wubot, b@example.org/x]", config.targets().toString());
    assertEquals(List.of("*@example.org", "a@example.org", "b@example.org"), config.allow());
    assertEquals("example.org", config.connection().host());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | neither user nor allow",
        "user: a@example.org | directory is missing",
        "allow: a@b\\nhost: far.example.org\\nplaintext: yes | on this trusted network",
        "allow: a@b\\nhost: localhost\\nplaintext: maybe | on this trusted network",
        "allow: a@b\\nhost: localhost\\nplaintext: yes\\nca_file: x | cannot be obeyed",
        "allow: a@b\\nca_file: x\\nfingerprint: y | not both",
        "allow: a@b\\nfingerprint: abc | 64 hex digits",
        "allow: a@b\\nlink: A/b | small letters",
        "directory: x\\nuser: nobody | user: 'nobody' is not an XMPP address"
      })
  void whatDoesNotGoTogetherIsRefused(String more, String expected) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> config(more.replace("\\n", "\n")));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  @Test
  void plainTextIsForThisMachineOrSaidInWords() {
    assertEquals(
        new Tls.Plaintext(),
        config("allow: a@b\nhost: 127.0.0.1\nplaintext: yes").connection().tls());
    assertEquals(
        new Tls.Plaintext(),
        config("allow: a@b\nhost: far\nplaintext: yes, on this trusted network")
            .connection()
            .tls());
    assertThrows(
        IllegalArgumentException.class,
        () -> config("allow: a@b\nhost: 127.evil.example.org\nplaintext: yes"));
  }

  @Test
  void receivingIntoTheForwardedQueueIsNoted() {
    try (Node node = new Node("joe", home)) {
      Problems problems = new Problems();
      new RelayType()
          .judge(
              values(BASE + "directory: reactor\nuser: a@b\nallow: c@d"),
              node.services(),
              problems);
      assertEquals(Diagnostic.Severity.NOTE, problems.all().get(0).severity());

      Problems none = new Problems();
      new RelayType()
          .judge(values(BASE + "directory: forward\nuser: a@b\nallow: c@d"), node.services(), none);
      assertEquals(List.of(), none.all());
    }
  }
}
