// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs see the variables of their own config, and nobody else's. */
class WithheldVariablesTest {

  private static final Setting<String> COMMAND = Setting.text("command");
  private static final Map<String, String> DAEMON =
      Map.of("A", "1", "B", "2", "C", "3", "PATH", "/bin", "OTHER", "x");

  @TempDir Path home;

  private Values values(String yaml) {
    Node node = Yaml.parse(yaml, "P/x.yaml", new Problems()).orElseThrow();
    return new SettingsReader(home, name -> Optional.ofNullable(DAEMON.get(name)))
        .read(node, Settings.of(COMMAND), new Problems())
        .orElseThrow();
  }

  private void save(String file, String text) throws IOException {
    Path path = home.resolve("config").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Set<String> left(WithheldVariables withheld) {
    Map<String, String> environment = new TreeMap<>(DAEMON);
    withheld.removeFrom(environment);
    return environment.keySet();
  }

  @Test
  void whatOthersNameIsWithheld() throws IOException {
    WithheldVariables none = new WithheldVariables(home, values("command: x"));
    assertEquals(DAEMON.keySet(), left(none)); // without any config
    save("plugins/XMPP/r.yaml.joe", "password: ${env:A}\nresource: ${env:PATH}\n");
    save("plugins/Command/x.yaml", "command: ${env:B}\n");
    save("reactor.yaml", "rules: [{config: {url: 'https://x/${env:C}'}}, $${env:OTHER}]\n");
    assertEquals(Set.of("PATH", "OTHER"), left(none));
    WithheldVariables own = new WithheldVariables(home, values("command: ${env:B}"));
    assertEquals(Set.of("B", "PATH", "OTHER"), left(own));
  }

  @Test
  void theTreeOfNowCounts() throws IOException {
    WithheldVariables withheld = new WithheldVariables(home, values("command: x"));
    save("plugins/X/x.yaml", "a: ${env:A}\n");
    assertEquals(Set.of("B", "C", "PATH", "OTHER"), left(withheld));
    save("plugins/X/x.yaml", "a: plain ${env:B}\n");
    assertEquals(Set.of("A", "C", "PATH", "OTHER"), left(withheld));
    Files.delete(home.resolve("config/plugins/X/x.yaml"));
    assertEquals(DAEMON.keySet(), left(withheld));
  }
}
