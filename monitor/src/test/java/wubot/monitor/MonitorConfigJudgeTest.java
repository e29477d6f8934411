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
}
