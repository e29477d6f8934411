// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import wubot.cli.CheckCommand;

/** The examples of the pages for those who come from another system, as they stand. */
class ComeFromTest {

  private static final Pattern FILE =
      Pattern.compile("```yaml\n(# (config/[^\\s,]+)[^\n]*\n.*?)```", Pattern.DOTALL);

  @TempDir Path home;

  /** Puts every example where it says that it belongs. */
  private int unpack(String page) throws IOException {
    Path docs = Path.of(System.getProperty("wubot.root", ".."), "docs");
    Matcher block = FILE.matcher(Files.readString(docs.resolve(page)));
    int count = 0;
    while (block.find()) {
      Path file = home.resolve(block.group(2));
      Files.createDirectories(file.getParent());
      Files.writeString(file, block.group(1));
      count++;
    }
    Path secret = Files.createDirectories(home.resolve("secrets")).resolve("mongo");
    Files.writeString(secret, "pass word");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    return count;
  }

  private static String run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int code = new CommandLine(command).setOut(writer).setErr(writer).execute(arguments);
    return code + " " + out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"from-errbot.md", "from-discordha.md", "from-nostrum.md"})
  void theExampleIsSoundAndPassesItsTests(String page) throws IOException {
    assertEquals(3, unpack(page), "group, rules and tests of " + page);
    for (String host : List.of("joe", "mike", "robert")) {
      String said = run(new CheckCommand(), "--home", home.toString(), "--host", host, "--strict");
      assertTrue(said.startsWith("0 "), said);
      assertTrue(!said.contains("error"), said);
    }
    String tested = run(new RulesCommand(), "test", home.resolve("config").toString());
    assertTrue(tested.startsWith("0 "), tested);
    assertTrue(tested.contains("reactor.test.yaml"), tested);
  }
}
