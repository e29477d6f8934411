// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Diagnostic;
import wubot.config.Problems;

class MonitorConfigJudgeTest {

  @TempDir Path home;

  private void save(String file, String text) throws IOException {
    Path path = home.resolve("config/plugins").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  private List<String> judged(String host) {
    Problems problems = new Problems();
    new MonitorConfigJudge().judge(home, host, problems);
    return problems.all().stream().map(Diagnostic::toString).toList();
  }

  @Test
  void saysNothingAboutWhatIsRight() throws Exception {
    save("Command/a.yaml", "command: date\nreact:\n  - name: x\n    last_rule: true\n");
    assertEquals(List.of(), judged("joe"));
  }

  @Test
  void aTreeWithoutInstancesIsNoError() {
    assertEquals(List.of(), judged("joe"));
  }

  @Test
  void findsEverythingThatKeepsAnInstanceFromRunning() throws Exception {
    save("Comand/a.yaml", "command: date\n");
    save("Command/a.yaml", "command: a | b\n");
    save("Command/b.yaml", "comand: date\n");
    save("Command/c.yaml", "command: date\ndelay: soon\n");
    save("Command/d.yaml", "command: date\nreact:\n  - plugin: SetFeld\n");
    save("Command/e.yaml.box", "command: date\ntimeout: 0\n");
    List<String> found = judged("joe");
    assertTrue(found.get(0).startsWith("plugins/Comand/a.yaml: error: there is no plugin"));
    assertTrue(found.get(0).endsWith("did you mean 'Command'?"), found.get(0));
    assertTrue(found.get(1).startsWith("plugins/Command/a.yaml:1:10: error: command: '|'"));
    assertTrue(found.get(2).startsWith("plugins/Command/b.yaml:1:1: error: unknown key 'comand'"));
    assertTrue(found.stream().anyMatch(f -> f.startsWith("plugins/Command/c.yaml:2:8: error:")));
    assertTrue(found.stream().anyMatch(f -> f.startsWith("plugins/Command/d.yaml:3:13: error:")));
    assertFalse(found.stream().anyMatch(f -> f.contains("e.yaml")), "that one is for another host");
    assertTrue(judged("box").stream().anyMatch(f -> f.contains("e.yaml.box:2:10: error: timeout")));
  }

  @Test
  void saysThatOneQueueIsForwardedAndReceivedInto() throws Exception {
    String account = "account: a@example.org\npassword: abc\nuser: b@example.org\n";
    save("XMPP/one.yaml.box", account + "directory: reactor\n");
    save("XMPP/one.yaml.joe", account + "directory: forward\n");
    List<String> box = judged("box");
    assertTrue(
        box.stream().anyMatch(f -> f.contains("note: this host both receives into and forwards")),
        box.toString());
    assertEquals(List.of(), judged("joe"));
  }

  private void saveGroup() throws IOException {
    Path path = home.resolve("config/group.yaml");
    Files.createDirectories(path.getParent());
    Files.writeString(path, "group: home\n");
  }

  @Test
  void aCheckMayBeSharedByWordOrInDetail() throws Exception {
    saveGroup();
    save("Load/a.yaml", "role: round-robin\n");
    save("Load/b.yaml", "role: round_robin\n");
    save(
        "Load/c.yaml",
        "role: {nodes: [joe, [mike, robert]], timeout: infinity, misfire: all, most: 10,"
            + " placement: preferred, on_store_loss: continue}\n");
    save("Load/d.yaml", "role:\n  placement: pinned\n  nodes: [joe]\n");
    assertEquals(List.of(), judged("joe"));
  }

  @Test
  void saysWhereAndHowTheSharingOfACheckIsWrong() throws Exception {
    saveGroup();
    save("Load/a.yaml", "delay: 1m\nrole: prefered\n");
    save("Load/b.yaml", "role: pinned\n");
    save("Load/c.yaml", "role:\n  misfires: once\n");
    save("Load/d.yaml", "role:\n  nodes: [joe, [mike, joe]]\n  timeout: soon\n");
    save("Load/e.yaml", "role:\n  nodes: joe\n");
    save("Load/f.yaml", "role: [joe]\n");
    save("Load/g.yaml", "role:\n  misfire: twice\n  most: 0\n");
    save("Load/h.yaml", "role:\n");
    save("Metrics/m.yaml", "role: preferred\n");
    List<String> found = judged("joe");
    assertEquals(
        "plugins/Load/a.yaml:2:7: error: role: 'prefered' is no way to share a check; did you mean"
            + " 'preferred'?",
        found.get(0));
    assertTrue(found.get(1).startsWith("plugins/Load/b.yaml:1:7: error: role: pinned, but to"));
    assertTrue(found.get(2).startsWith("plugins/Load/c.yaml:2:3: error: unknown key 'misfires'"));
    assertTrue(found.get(2).endsWith("did you mean 'misfire'?"), found.get(2));
    assertTrue(found.get(3).startsWith("plugins/Load/d.yaml:2:23: error: nodes: joe is named"));
    assertTrue(found.get(4).startsWith("plugins/Load/d.yaml:3:12: error: timeout: 'soon'"));
    assertTrue(found.get(5).startsWith("plugins/Load/e.yaml:2:10: error: nodes is a list"));
    assertTrue(found.get(6).startsWith("plugins/Load/f.yaml:1:7: error: role is a word or a map"));
    assertTrue(found.get(7).startsWith("plugins/Load/g.yaml:2:12: error: misfire:"));
    assertTrue(found.get(8).startsWith("plugins/Load/g.yaml:3:9: error: most:"));
    assertTrue(found.get(9).startsWith("plugins/Load/h.yaml:1:6: error: role:"), found.get(9));
    assertTrue(found.get(10).startsWith("plugins/Metrics/m.yaml:1:7: error: role: Metrics is no"));
    assertEquals(11, found.size(), found.toString());
  }

  @Test
  void aSharedCheckNeedsAGroup() throws Exception {
    save("Load/a.yaml", "delay: 1m\nrole: balanced\n");
    List<String> found = judged("joe");
    assertTrue(
        found.get(0).startsWith("plugins/Load/a.yaml:2:7: error: role: this host has no config/"),
        found.toString());
    assertEquals(1, found.size());
  }
}
