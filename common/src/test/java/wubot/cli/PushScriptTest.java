// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/push with the real rsync, to directories that stand in for hosts. */
class PushScriptTest {

  private record Result(int code, String output) {}

  @TempDir Path directory;

  private Path home;
  private Path rsh;
  private Path judge;

  @BeforeEach
  void plant() throws IOException {
    Assumptions.assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "rsync"))),
        "rsync is not installed");
    home = directory.resolve("home");
    for (String file :
        List.of(
            "config/plugins/XMPP/relay.yaml.box",
            "config/plugins/XMPP/relay.yaml.server",
            "config/plugins/Load/load.yaml",
            "config/plugins/Load/load.yaml~",
            "config/reactor.yaml.server",
            "config/secrets/plain",
            "config/secrets/a.server",
            "config/notes.server",
            "config/.git/HEAD",
            "secrets/xmpp",
            "secrets/xmpp.box",
            "secrets/xmpp.server")) {
      put(home.resolve(file), file);
    }
    rsh =
        script(
            "rsh",
            """
            [ "$1" = -l ] && shift 2
            host=$1
            shift
            cd "%s/hosts/$host" || exit 255
            exec sh -c "$*"
            """
                .formatted(directory));
    judge = script("judge", "exit 0\n");
    Files.createDirectories(directory.resolve("hosts/box"));
    Files.createDirectories(directory.resolve("hosts/server"));
  }

  private static Path put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path script(String name, String body) throws IOException {
    Path file = put(directory.resolve(name), "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result push(String... arguments) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("wubot.root", ".."));
    List<String> command = new ArrayList<>();
    command.add(root.resolve("scripts/push").toString());
    command.addAll(List.of("--home", home.toString(), "--rsh", rsh.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("WUBOT", judge.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Result(process.exitValue(), output);
  }

  private Set<String> on(String host) throws IOException {
    Path root = directory.resolve("hosts").resolve(host);
    try (Stream<Path> files = Files.walk(root)) {
      Set<String> found = new TreeSet<>();
      files.filter(Files::isRegularFile).forEach(f -> found.add(root.relativize(f).toString()));
      return found;
    }
  }

  @Test
  void givesEachHostItsOwnFilesAndThoseForAll() throws Exception {
    Result result = push("--to", "joe@", "box", "server");
    assertEquals(0, result.code(), result.output());
    assertEquals(
        Set.of(
            "wubot/config/plugins/XMPP/relay.yaml.box",
            "wubot/config/plugins/Load/load.yaml",
            "wubot/secrets/xmpp.box"),
        on("box"));
    assertEquals(
        Set.of(
            "wubot/config/plugins/XMPP/relay.yaml.server",
            "wubot/config/plugins/Load/load.yaml",
            "wubot/config/reactor.yaml.server",
            "wubot/config/secrets/a.server",
            "wubot/config/notes.server",
            "wubot/secrets/xmpp.server"),
        on("server"));
    Path secret = directory.resolve("hosts/box/wubot/secrets/xmpp.box");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
  }

  @Test
  void deletesWhatIsStaleButNoSecretsAndNothingHidden() throws Exception {
    Path far = directory.resolve("hosts/box/wubot");
    put(far.resolve("config/plugins/Load/old.yaml"), "");
    put(far.resolve("config/plugins/XMPP/relay.yaml.server"), "");
    put(far.resolve("config/secrets/own"), "");
    put(far.resolve("config/.keep"), "");
    put(far.resolve("secrets/web"), "");
    Result result = push("box");
    assertTrue(result.output().contains("delete plugins/Load/old.yaml"), result.output());
    Set<String> left = on("box");
    assertFalse(left.contains("wubot/config/plugins/Load/old.yaml"));
    assertFalse(left.contains("wubot/config/plugins/XMPP/relay.yaml.server"));
    assertTrue(left.containsAll(Set.of("wubot/config/secrets/own", "wubot/config/.keep")));
    assertTrue(left.contains("wubot/secrets/web"));
  }

  @Test
  void showsWhatWouldGoWhereWithoutAConnection() throws Exception {
    Result result = push("nowhere", "box=10.0.0.1", "--dry-run");
    assertEquals(0, result.code(), result.output());
    assertTrue(result.output().contains("box: 10.0.0.1:wubot/config"), result.output());
    assertTrue(result.output().contains("copy   plugins/XMPP/relay.yaml.box"), result.output());
    assertFalse(result.output().contains("relay.yaml.server"), result.output());
    assertEquals(Set.of(), on("box"));
  }

  @Test
  void refusesATreeWithErrorsUnlessForced() throws Exception {
    judge = script("judge", "[ \"$5\" = box ] || exit 0\necho 'a.yaml:1:1: error: bad'\nexit 1\n");
    Result refused = push("box", "server");
    assertEquals(1, refused.code());
    assertTrue(refused.output().contains("a.yaml:1:1: error: bad"), refused.output());
    assertTrue(refused.output().contains("box: not pushed"), refused.output());
    assertEquals(Set.of(), on("box"));
    assertFalse(on("server").isEmpty());
    assertEquals(0, push("box", "--force").code());
    assertFalse(on("box").isEmpty());
  }

  @Test
  void saysPlainlyWhatFailed() throws Exception {
    Result away = push("nowhere", "box");
    assertEquals(1, away.code());
    assertTrue(away.output().contains("nowhere: cannot log in to nowhere"), away.output());
    assertFalse(on("box").isEmpty(), "one host that is away must not stop the others");
    rsh = script("rsh", "echo 'sh: 1: rsync: not found' >&2\nexit 127\n");
    Result bare = push("box");
    assertTrue(bare.output().contains("rsync is not installed on box"), bare.output());
    assertEquals(2, push().code());
    assertEquals(2, push("b*x").code());
    assertEquals(2, push("--foo", "box").code());
    home = directory.resolve("empty");
    assertTrue(push("box").output().contains("there is no config tree at"));
  }
}
