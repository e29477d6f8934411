// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import wubot.monitor.Patience;
import wubot.monitor.PluginTypes;
import wubot.queue.ChronicleQueues;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;
import wubot.xmpp.Ejabberd;
import wubot.xmpp.Prosody;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;

/** What the doctor says of homes, clocks and servers, well ones and others. */
class DoctorCommandTest {

  enum Kind {
    PROSODY,
    EJABBERD;

    XmppServer make(Limits limits) {
      return this == PROSODY ? new Prosody(limits) : new Ejabberd(limits);
    }
  }

  private static final String PASSWORD = "the-very-secret-word";

  @TempDir Path home;
  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString(), "--host", "joe"));
    return new CommandLine(new DoctorCommand())
        .setOut(writer)
        .setErr(writer)
        .execute(all.toArray(String[]::new));
  }

  private void save(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  private void assertFound(String pattern) {
    assertTrue(out.toString().lines().anyMatch(line -> line.matches(pattern)), out.toString());
  }

  @Test
  void aHomeIsExaminedAndLeftAsItWas() throws IOException {
    save("secrets/a", "x");
    Files.setPosixFilePermissions(
        home.resolve("secrets/a"), PosixFilePermissions.fromString("rw-r--r--"));
    save("config/plugins/Load/a.yaml", "dealy: 1m\n");
    List<Path> before = files();
    assertEquals(1, run());
    assertFound("(ok|note|error) +disk +" + home + " is .*");
    assertFound("(ok|warning) +disk +a forced write takes [0-9.]+ ms .*");
    assertFound("ok +disk +[0-9]+ MB are free; below 67 MB nothing is accepted");
    assertFound("warning +permissions +others can read " + home + "/secrets/a");
    assertFound(" +→ chmod 600 " + home + "/secrets/a");
    assertFound("error +config +plugins/Load/a.yaml:1:1: unknown key 'dealy'");
    assertFound("(ok|warning) +limits +.*files may be open at once");
    assertEquals(before, files());
    assertEquals(1, run("--json"));
    assertTrue(out.toString().contains("{\"level\":\"error\",\"area\":\"config\",\"what\":"));
    assertEquals(2, run("--nonsense"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aHomeThatIsNotThereIsSaid() {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out);
    assertEquals(
        1,
        new CommandLine(new DoctorCommand())
            .setOut(writer)
            .execute("--home", home.resolve("none").toString()));
    assertFound("error +home +there is no " + home + "/none");
  }

  @Test
  void clocksAreHeldBesideEachOther() {
    Instant now = Instant.parse("2026-11-21T07:00:00Z");
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    Optional<String> same =
        Optional.of("<time xmlns='urn:xmpp:time'><utc>" + now + "</utc></time>");
    assertEquals(Finding.Level.OK, ClockExam.beside("s", same, clock).level());
    Clock ahead = Clock.offset(clock, Duration.ofHours(49));
    assertEquals(
        "it is 2d1h ahead of s; one of the two is wrong",
        ClockExam.beside("s", same, ahead).what());
    assertEquals(
        Finding.Level.WARNING,
        ClockExam.beside("s", same, Clock.offset(clock, Duration.ofMinutes(-5))).level());
    for (String odd : List.of("", "<utc>soon</utc>", "<utc></utc>", "<utc>" + "9".repeat(99))) {
      assertEquals(Finding.Level.NOTE, ClockExam.beside("s", Optional.of(odd), clock).level(), odd);
    }
    assertEquals(List.of(), ClockExam.look(clock));
    assertEquals(1, ClockExam.look(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).size());
  }

  private String relay(XmppServer server, String user, String more) {
    return """
        account: %s@%s
        password: %s
        host: %s
        port: %d
        ca_file: %s
        %s
        """
        .formatted(
            user,
            server.domain(),
            PASSWORD,
            server.host(),
            server.port(),
            server.authority(),
            more);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Kind.class)
  void anAccountIsExaminedBesideAMonitorThatUsesIt(Kind kind) throws Exception {
    try (XmppServer server = kind.make(Limits.RAISED)) {
      server.start();
      server.register("joe", PASSWORD);
      server.register("ann", PASSWORD);
      save(
          "config/plugins/XMPP/relay.yaml",
          relay(server, "joe", "user: ann@" + server.domain() + "\ndirectory: forward"));
      assertEquals(1, run());
      assertFound("ok +XMPP-relay +logs in at .* as joe@" + server.domain());
      assertFound("ok +XMPP-relay +protected by TLSv1.[23] .*");
      assertFound("ok +XMPP-relay +the password is proved by SCRAM-SHA.*");
      assertFound("ok +XMPP-relay +stream management is on");
      assertFound("(ok +clock +the same as that of|note +clock +.* does not tell its time).*");
      assertFound("ok +XMPP-relay +a stanza of 200 kB comes through");
      assertFound("ok +XMPP-relay +[0-9]+ kB/s came through .*");
      assertFound("warning +XMPP-relay +the peer ann@.* does not answer: .*");

      Path ann = Files.createDirectories(home.resolve("ann"));
      Files.createDirectories(ann.resolve("config/plugins/XMPP"));
      Files.writeString(
          ann.resolve("config/plugins/XMPP/relay.yaml"),
          relay(server, "ann", "allow: joe@" + server.domain()));
      try (MonitorProcessHere monitor = new MonitorProcessHere(ann)) {
        Patience.until(
            "the peer",
            () ->
                run() >= 0 && out.toString().contains(" is there: wubot 0.1.0 on host " + monitor));
      }
      assertFalse(out.toString().contains(PASSWORD));
    }
  }

  /** A monitor of the host ann in this process. */
  private static final class MonitorProcessHere implements AutoCloseable {
    private final Queues queues =
        new ChronicleQueues("ann", Clock.systemUTC(), QueueSettings.DEFAULT.withFloorBytes(0));
    private final wubot.monitor.Monitor monitor;

    MonitorProcessHere(Path home) throws IOException {
      monitor =
          new wubot.monitor.Monitor(
              home,
              "ann",
              Clock.systemUTC(),
              new java.util.Random(3),
              PluginTypes.installed(),
              queues);
      monitor.start();
    }

    @Override
    public String toString() {
      return "ann";
    }

    @Override
    public void close() {
      monitor.close();
      queues.close();
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsWrongWithAnAccountOrItsServerIsSaidWithWhatMendsIt(Kind kind) throws Exception {
    try (XmppServer server = kind.make(Limits.STOCK)) {
      server.start();
      server.register("joe", PASSWORD);
      String file = "config/plugins/XMPP/relay.yaml";
      save(file, relay(server, "joe", "allow: x@y.z"));
      assertEquals(1, run());
      assertFound("warning +XMPP-relay +[0-9]+ kB/s .*: the server throttles this account");
      assertFound("ok +XMPP-relay +a stanza of 32 kB comes through; larger .* not tried .*");
      save(file, relay(server, "joe", "allow: x@y.z").replace(PASSWORD, "wrong-" + PASSWORD));
      assertEquals(1, run());
      assertFound("error +XMPP-relay +.*refused the login of joe.*");
      save(file, relay(server, "joe", "allow: x@y.z").replaceAll("ca_file:.*", ""));
      assertEquals(1, run());
      assertFound("error +XMPP-relay +.*certificate.*");
      server.stop();
      assertEquals(1, run());
      assertFound("error +XMPP-relay +.*(nobody|refused|running).*");
      save(
          file,
          relay(server, "joe", "allow: x@y.z").replaceAll("host:.*", "host: no.such.invalid"));
      assertEquals(1, run());
      assertFound("error +XMPP-relay +the name no.such.invalid is not known");
      assertFalse(out.toString().contains(PASSWORD));
      assertTrue(run("--offline") <= 1 && !out.toString().contains("XMPP-relay"), "" + out);
    }
  }
}
