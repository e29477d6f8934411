// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.cli.Wubot;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.ReactionType;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;

/** The rules in docs/rules.md load as they stand, and do what the page says of them. */
class DocumentedRulesTest {

  private static final Pattern BLOCK = Pattern.compile("```(yaml|text)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FILE = Pattern.compile("# (config/\\S+)\n");

  @TempDir Path home;

  /** The blocks of a page, of one kind; those that name their file are put there. */
  private List<String> blocks(String page, String kind) throws IOException {
    Path file = Path.of(System.getProperty("wubot.root", ".."), "docs", page);
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(file));
    while (block.find()) {
      if (!block.group(1).equals(kind)) {
        continue;
      }
      String text = block.group(2);
      blocks.add(text);
      Matcher name = FILE.matcher(text);
      if (name.lookingAt()) {
        Path own = home.resolve(name.group(1));
        Files.createDirectories(own.getParent());
        Files.writeString(own, text);
      }
    }
    return blocks;
  }

  private RuleTree load(String yaml) {
    Problems problems = new Problems();
    Node node = Yaml.parse(yaml, "rules.md", problems).orElseThrow();
    ReactionTypes types = ReactionTypes.installed();
    if (node instanceof Node.Entries map && map.get("react").isPresent()) {
      node = map.get("react").get();
      types =
          ReactionTypes.of(
              types.all().stream().filter(t -> t.work() == ReactionType.Work.FIELDS).toList());
    }
    RuleTree tree =
        new RuleLoader(types, new TestServices(home)).load(node, problems).orElse(RuleTree.EMPTY);
    assertEquals(List.of(), problems.all(), yaml);
    return tree;
  }

  @Test
  void everyBlockLoads() throws IOException {
    List<String> blocks = blocks("rules.md", "yaml");
    assertTrue(blocks.size() >= 12, "only " + blocks.size() + " blocks");
    for (String block : blocks) {
      assertTrue(!load(block).rules().isEmpty(), block);
    }
  }

  @Test
  void everyBlockOfThePageOnGatesLoads() throws IOException {
    List<String> blocks = blocks("stateful.md", "yaml");
    assertTrue(blocks.size() >= 7, "only " + blocks.size() + " blocks");
    for (String block : blocks) {
      assertTrue(!load(block).rules().isEmpty(), block);
    }
  }

  @Test
  void childrenRunBeforeTheirParentAndTheLastRuleEndsTheListsAroundIt() throws Exception {
    String block =
        blocks("rules.md", "yaml").stream()
            .filter(b -> b.contains("name: inner"))
            .findFirst()
            .orElseThrow();
    Message message = Message.of("key", "Test-x");
    try (Engine engine = new Engine(load(block), "joe")) {
      assertEquals(List.of(), engine.run(message));
    }
    assertEquals(
        Map.of(
            "key",
            "Test-x",
            "inner",
            1L,
            "last_rule",
            1L,
            "outer",
            1L,
            "wubot_rulelog",
            List.of("joe:outer", "joe:inner")),
        message.asMap());
  }

  @Test
  void theBlocksOfThePageOnConditionsLoadOrAreRefusedAsItSays() throws IOException {
    List<String> blocks = blocks("conditions.md", "yaml");
    for (String block : blocks.subList(0, blocks.size() - 1)) {
      assertEquals(1, load(block).rules().size(), block);
    }
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/reactor.yaml"), blocks.get(blocks.size() - 1));
    String wanted = blocks("conditions.md", "text").get(0);
    String printed = check();
    assertTrue(printed.startsWith(wanted), printed);
  }

  private String check() {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setOut(print);
      assertEquals(1, Wubot.run("check", "--host", "joe", "--home", home.toString()));
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
