// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Setting;
import wubot.monitor.CheckBench;
import wubot.monitor.CheckType;
import wubot.monitor.CommonKeys;

/** What holds for every check that is registered, whoever wrote it. */
class RegisteredChecksTest {

  @TempDir Path tmp;

  private static List<CheckType> all() {
    return ServiceLoader.load(CheckType.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(type -> !type.getClass().getSimpleName().equals("TestCase"))
        .toList();
  }

  @Test
  void allChecksOfThisPackageAreRegisteredOnce() {
    List<String> names = all().stream().map(CheckType::name).sorted().toList();
    assertEquals(
        List.of(
            "Command",
            "Directory",
            "DiskSpace",
            "FileTail",
            "Load",
            "Memory",
            "Ping",
            "Pulse",
            "RSS",
            "Stdin",
            "TcpPort",
            "Uptime",
            "WebFetch",
            "WebMatches"),
        names);
  }

  @TestFactory
  Stream<DynamicTest> itsExampleLoadsAsItStands() {
    return tests(
        type ->
            assertEquals(
                List.of(), CheckBench.problems(type, type.example(), tmp), type.example()));
  }

  @TestFactory
  Stream<DynamicTest> itIsDescribedInWholeSentences() {
    return tests(
        type -> {
          assertTrue(type.summary().endsWith("."), type.summary());
          assertFalse(type.fields().isEmpty(), "fields of its messages");
          type.fields().forEach(field -> assertTrue(field.contains(": "), field));
          for (Setting<?> setting : type.settings().all()) {
            String text = setting.description();
            assertTrue(text.length() > 20 && text.endsWith("."), setting.key() + ": " + text);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> itsKeysAreItsOwn() {
    return tests(
        type -> {
          Set<String> keys = new HashSet<>();
          type.settings().all().forEach(setting -> assertTrue(keys.add(setting.key())));
          CommonKeys.ALL
              .all()
              .forEach(setting -> assertFalse(keys.contains(setting.key()), setting.key()));
        });
  }

  @TestFactory
  Stream<DynamicTest> itRefusesAKeyItDoesNotKnow() {
    return tests(
        type -> {
          List<String> problems =
              CheckBench.problems(type, type.example() + "no_such_key: 1\n", tmp);
          assertEquals(1, problems.size(), problems.toString());
          assertTrue(problems.get(0).contains("no_such_key"), problems.toString());
        });
  }

  private interface Judge {
    void judge(CheckType type) throws Exception;
  }

  private static Stream<DynamicTest> tests(Judge judge) {
    return all().stream()
        .map(type -> DynamicTest.dynamicTest(type.name(), () -> judge.judge(type)));
  }
}
