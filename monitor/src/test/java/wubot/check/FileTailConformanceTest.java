// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.monitor.CheckBench;
import wubot.monitor.CheckState;

/** The recorded cases of following a file. */
class FileTailConformanceTest {

  @TempDir Path tmp;

  @TestFactory
  Stream<DynamicTest> follows() throws IOException {
    return Conformance.cases("file_tail.json").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("ref") + " " + c.get("scenario"), () -> hold(c)));
  }

  private void hold(Map<String, Object> recorded) throws Exception {
    Path file = Files.createTempDirectory(tmp, "case").resolve("log");
    Map<String, Object> options = new LinkedHashMap<>(Conformance.map(recorded.get("options")));
    Object position = options.remove("position");
    StringBuilder yaml = new StringBuilder("path: '" + file + "'\n");
    options.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    long mtime = System.currentTimeMillis() - 100_000;
    try (CheckBench bench = CheckBench.of(new FileTail(), yaml.toString(), tmp)) {
      if (position != null) {
        bench.remember(positioned(file, Long.parseLong(position.toString())));
      }
      for (Object item : Conformance.list(recorded.get("steps"))) {
        Map<String, Object> step = Conformance.map(item);
        if (step.containsKey("check")) {
          check(bench, file, step, "differ".equals(recorded.get("parity")));
        } else {
          mtime += act(step, file, bench);
          if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(mtime));
          }
        }
      }
    }
  }

  private static CheckState positioned(Path file, long position) {
    return CheckState.empty()
        .with("tails", List.of(Map.of("path", file.toString(), "position", position)))
        .with("watched", List.of(file.toString()));
  }

  /** Does one step; the milliseconds by which the clock of the file system goes on. */
  private static long act(Map<String, Object> step, Path file, CheckBench bench)
      throws IOException {
    if (step.containsKey("append")) {
      Files.writeString(
          file,
          step.get("append").toString(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } else if (step.containsKey("overwrite")) {
      Files.writeString(file, step.get("overwrite").toString());
    } else if (step.containsKey("delete")) {
      Files.delete(file);
    } else if (step.containsKey("move")) {
      Files.move(file, file.resolveSibling("log.1"));
    } else if (step.containsKey("touch")) {
      Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else if (step.containsKey("reopen")) {
      bench.restart();
    } else if (step.containsKey("sleep")) {
      return 1000;
    }
    return 10;
  }

  private static void check(CheckBench bench, Path file, Map<String, Object> step, boolean differ)
      throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    bench
        .run()
        .forEach(
            m -> {
              String subject = m.text("subject");
              if (subject.contains(file.toString())) {
                warnings.add(subject.replace(file.toString(), "$PATH"));
              } else {
                lines.add(subject);
              }
            });
    if (differ && !warnings.isEmpty()) {
      // The original loses what was written before its position; here everything arrives.
      assertEquals(List.of("line2", "line3", "line4"), lines);
      return;
    }
    assertEquals(step.get("lines"), lines);
    assertEquals(step.get("warnings"), warnings);
    List<Object> tails = Stored.list(bench.state(), "tails");
    String position =
        tails.isEmpty() ? null : Long.toString(Tail.read(tails.get(tails.size() - 1)).position());
    assertEquals(step.get("position"), position);
  }
}
