// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.monitor.CheckBench;
import wubot.monitor.CheckType;

/** The check that docs/write-a-check.md shows compiles, with its test, and works. */
class WriteACheckPageTest {

  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("\\bclass (\\w+)");

  @TempDir Path directory;

  @Test
  void theCheckOnThePageWorks() throws Exception {
    String page =
        Files.readString(
            Path.of(System.getProperty("wubot.root", "..")).resolve("docs/write-a-check.md"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")));
    Matcher blocks = JAVA.matcher(page);
    while (blocks.find()) {
      Matcher name = NAME.matcher(blocks.group(1));
      assertEquals(true, name.find(), "a class in every block");
      Path source = directory.resolve(name.group(1) + ".java");
      Files.writeString(source, blocks.group(1));
      arguments.add(source.toString());
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, result, "the compiler's result");

    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      CheckType type =
          (CheckType)
              loader.loadClass("wubot.check.FileCount").getDeclaredConstructor().newInstance();
      Path spool = Files.createDirectory(directory.resolve("spool"));
      Files.createFile(spool.resolve("a"));
      Files.createFile(spool.resolve("b"));
      try (CheckBench bench = CheckBench.of(type, "path: spool\nmost: 1\n", directory)) {
        assertEquals("2 files in " + spool, bench.run().get(0).text("subject"));
      }
      try (CheckBench bench = CheckBench.of(type, "path: nowhere\n", directory)) {
        assertEquals("no such file: " + directory.resolve("nowhere"), bench.failure());
      }
    }
  }
}
