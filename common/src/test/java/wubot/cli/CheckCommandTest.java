// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.config.ConfigFile;
import wubot.config.ConfigJudge;
import wubot.config.ConfigTree;
import wubot.config.Diagnostic.Severity;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.TreeCourt;
import wubot.config.Verdict;

/** The command over a tree for three hosts, with a judge for a toy plugin. */
class CheckCommandTest {

  /** Knows one plugin, Toy, with a host and a password. */
  private static final class ToyJudge implements ConfigJudge {

    private static final Settings SETTINGS =
        Settings.of(Setting.text("host").required(), Setting.secret("password"));

    @Override
    public void judge(Path home, String host, Problems problems) {
      ConfigTree tree = new ConfigTree(home, host);
      tree.list().diagnostics().forEach(problems::add);
      for (ConfigFile file : tree.list().instances()) {
        tree.readInstance(file, problems)
            .ifPresent(node -> new SettingsReader(home).read(node, SETTINGS, problems));
      }
    }
  }

  private static final class BrokenJudge implements ConfigJudge {
    @Override
    public void judge(Path home, String host, Problems problems) {
      throw new IllegalStateException("a mistake");
    }
  }

  @TempDir Path home;

  @BeforeEach
  void plant() throws IOException {
    put("plugins/Toy/all.yaml", "host: a\n");
    put("plugins/Toy/own.yaml.box", "host: b\npassword: ${file:secrets/none}\n");
    put("plugins/Toy/own.yaml.server", "hots: c\n");
    put("reactor.yaml.server", "rules: []\n");
  }

  private void put(String file, String text) throws IOException {
    Path path = home.resolve("config").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private TreeCourt court(String machine) {
    return new TreeCourt(home, machine, List.of(new ToyJudge()));
  }

  private String text(List<Verdict> verdicts) {
    StringWriter text = new StringWriter();
    new CheckText(home.resolve("config"), false).write(verdicts, new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void findsTheHostsInTheNamesOfFiles() {
    assertEquals(Set.of("box", "server"), court("desk").hosts());
  }

  @Test
  void judgesEachHostByItsOwnFiles() {
    List<Verdict> verdicts = court("desk").judge(court("desk").hosts());
    assertEquals(0, verdicts.get(0).count(Severity.ERROR));
    assertEquals(2, verdicts.get(1).count(Severity.ERROR));
    String text = text(verdicts);
    assertTrue(text.contains("own.yaml.server:1:1: error: unknown key 'hots'"), text);
    assertTrue(text.contains("   1 | hots: c"), text);
    assertTrue(text.contains("did you mean 'host'?"), text);
    assertTrue(text.contains("  on server"), text);
    assertTrue(text.contains("box: 2 instances, no rules: fine"), text);
    assertTrue(text.contains("ignores reactor.yaml.server, for the host 'server'"), text);
    assertTrue(text.contains("server: 2 instances, rules in reactor.yaml.server: 2 errors"), text);
  }

  @Test
  void missesASecretOnlyOnTheHostThatNeedsIt() {
    assertEquals(0, court("desk").judge("box").count(Severity.ERROR));
    assertEquals(1, court("box").judge("box").count(Severity.ERROR));
  }

  @Test
  void saysAProblemOfAllHostsOnce() throws IOException {
    put("plugins/Toy/all.yaml", "hots: a\n");
    String text = text(court("desk").judge(court("desk").hosts()));
    assertEquals(2, text.split("all.yaml:1:1: error: unknown key", -1).length, text);
    assertTrue(text.contains("  on box, server"), text);
  }

  @Test
  void suggestsTheHostThatWasMeant() {
    Verdict verdict = court("desk").judge("sevrer");
    assertTrue(verdict.diagnostics().get(0).toString().contains("did you mean 'server'?"));
  }

  @Test
  void goesOnWhenAJudgeFails() {
    TreeCourt court = new TreeCourt(home, "desk", List.of(new BrokenJudge(), new ToyJudge()));
    Verdict verdict = court.judge("server");
    assertTrue(verdict.diagnostics().get(0).problem().contains("BrokenJudge failed"));
    assertEquals(3, verdict.count(Severity.ERROR));
  }

  @Test
  void tellsProgramsTheSame() {
    String json = CheckJson.write(court("desk").judge(court("desk").hosts()));
    assertTrue(json.contains("\"errors\" : 2"), json);
    assertTrue(json.contains("\"key\" : \"Toy-own\""), json);
    assertTrue(json.contains("\"problem\" : \"unknown key 'hots'\""), json);
  }

  @Test
  void exitsByWhatItFound() throws IOException {
    assertEquals(0, run("--host", "box", "--home", home.toString()));
    put("plugins/Toy/x.yml", "");
    assertEquals(0, run("--host", "box", "--home", home.toString()));
    assertEquals(1, run("--host", "box", "--strict", "--home", home.toString()));
    assertEquals(1, run("--home", home.resolve("nowhere").toString()));
    assertEquals(2, run("--all-hots"));
  }

  private static int run(String... arguments) {
    StringWriter text = new StringWriter();
    int code =
        new CommandLine(new CheckCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true))
            .execute(arguments);
    assertFalse(text.toString().isEmpty());
    return code;
  }
}
