// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.config.Setting;

/** What holds for every plugin that is registered, and need not be tested for each. */
class InstalledPluginsTest {

  private static final Pattern SECRET_FILE = Pattern.compile("\\$\\{file:([^}]+)\\}");

  @TempDir Path home;

  static Stream<PluginType> types() {
    return PluginTypes.installed().all().stream();
  }

  @Test
  void areThere() {
    assertTrue(
        PluginTypes.installed().names().containsAll(List.of("Command", "Pulse", "Stdin")),
        () -> PluginTypes.installed().names().toString());
  }

  @ParameterizedTest
  @MethodSource("types")
  void theExampleIsJudgedWithoutAProblem(PluginType type) throws Exception {
    Path file = home.resolve("config/plugins/" + type.name() + "/example.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, type.example());
    Matcher secrets = SECRET_FILE.matcher(type.example());
    while (secrets.find()) {
      Path secret = home.resolve(secrets.group(1));
      Files.createDirectories(secret.getParent());
      Files.writeString(secret, "a long password\n");
      Files.setPosixFilePermissions(
          secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    }
    Problems problems = new Problems();
    new MonitorConfigJudge().judge(home, "joe", problems);
    assertEquals(
        List.of(),
        problems.all().stream()
            .filter(d -> d.severity() != Diagnostic.Severity.NOTE)
            .map(Diagnostic::toString)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("types")
  void noKeyOfItsOwnHidesACommonOne(PluginType type) {
    for (Setting<?> setting : type.settings().all()) {
      assertTrue(CommonKeys.ALL.find(setting.key()).isEmpty(), setting.key());
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void everythingIsDescribed(PluginType type) {
    assertFalse(type.summary().isBlank());
    assertTrue(type.fields().stream().allMatch(field -> field.contains(": ")));
    for (Setting<?> setting : type.settings().all()) {
      assertFalse(setting.description().isBlank(), setting.key());
    }
  }
}
