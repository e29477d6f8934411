// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;
import wubot.monitor.CheckFailure;

/** Asking the system's ping. */
class PingTest {

  @TempDir Path tmp;

  private CheckBench ping(String yaml) {
    return CheckBench.of(new Ping(), yaml, tmp);
  }

  @Test
  void thisHostAnswers() throws Exception {
    assumePing();
    Message message = ping("host: 127.0.0.1\nnum_packets: 2").run().get(0);
    assertEquals("OK", message.text("status"), message.toString());
    assertEquals("2", message.text("count"));
    assertEquals("0", message.text("loss"));
    assertTrue(message.number("average").orElse(-1) >= 0);
    assertTrue(message.number("min").orElse(9) <= message.number("max").orElse(0));
    assertTrue(message.value("subject").isEmpty());
  }

  @Test
  void thisHostAnswersOnItsOtherAddress() throws Exception {
    assumePing();
    assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6 here");
    assumeTrue(Files.readString(Path.of("/proc/net/if_inet6")).contains(" lo"), "no ::1 here");
    assertEquals("OK", ping("host: '::1'\nfamily: ipv6").run().get(0).text("status"));
  }

  @Test
  void aNameThatIsNotKnownIsCriticalOnce() throws Exception {
    assumePing();
    CheckBench bench = ping("host: no-such-host.invalid");
    Message message = bench.run().get(0);
    assertEquals("CRITICAL", message.text("status"));
    assertTrue(
        message.text("subject").startsWith("Unable to ping host: no-such-host.invalid: "),
        message.toString());
    assertEquals(List.of(""), bench.subjects());
  }

  @Test
  void lostPacketsAreCountedAndJudged() throws Exception {
    Path answer = tmp.resolve("answer");
    CheckBench bench =
        ping("host: " + answer + "\ncommand: cat\nwarning_loss_percent: 20\nwarning_ms: 100");
    summary(answer, 4, 4, "0.1/0.2/0.3/0.1");
    assertEquals(List.of(""), bench.subjects());
    summary(answer, 4, 3, "0.1/0.2/0.3/0.1");
    Message lossy = bench.run().get(0);
    assertEquals("WARNING", lossy.text("status"));
    assertEquals("1", lossy.text("loss"));
    assertEquals("25", lossy.text("loss_percent"));
    assertEquals(
        "WARNING: ping to " + answer + ": 1 of 4 packets lost, average round trip 0.2 ms",
        lossy.text("subject"));
    Files.writeString(answer, "4 packets transmitted, 0 received, 100% packet loss, time 3ms\n");
    assertEquals(List.of("Unable to ping host: " + answer), bench.subjects());
    summary(answer, 4, 4, "90/101/120/1");
    assertTrue(bench.subjects().get(0).startsWith("WARNING: "));
    summary(answer, 4, 5, "1/2/3/1"); // a duplicate
    Message good = bench.run().get(0);
    assertEquals("0", good.text("loss"));
    assertTrue(good.text("subject").startsWith("OK: "));
  }

  private static void summary(Path answer, int sent, int received, String times) throws Exception {
    Files.writeString(
        answer,
        "PING\n--- statistics ---\n%d packets transmitted, %d received, 0%% packet loss\n"
                .formatted(sent, received)
            + "rtt min/avg/max/mdev = "
            + times
            + " ms\n");
  }

  @Test
  void whatOtherPingsPrintIsUnderstood() {
    Message busybox =
        Ping.read(
            "joe",
            new ProgramRun.Result(
                """
        3 packets transmitted, 3 packets received, 0% packet loss
        round-trip min/avg/max = 0.042/0.057/0.082 ms
        """,
                0, false));
    assertEquals("0.057", busybox.text("average"));
    Message errors =
        Ping.read(
            "joe",
            new ProgramRun.Result(
                """
        From 10.0.0.1 icmp_seq=1 Destination Host Unreachable
        2 packets transmitted, 0 received, +2 errors, 100% packet loss
        """,
                1, false));
    assertEquals("2", errors.text("loss"));
    assertEquals(
        "ping did not work: ping: socket: Operation not permitted",
        assertThrows(
                CheckFailure.class,
                () ->
                    Ping.read(
                        "joe",
                        new ProgramRun.Result("ping: socket: Operation not permitted\n", 2, false)))
            .getMessage());
  }

  @Test
  void badSettingsAreExplained() {
    assertEquals(
        List.of("host: '-f' is no name and no address"),
        CheckBench.problems(new Ping(), "host: '-f'", tmp));
    assertEquals(
        List.of("num_packets and wait need 65 s, but timeout is 30 s: raise timeout"),
        CheckBench.problems(new Ping(), "host: joe\nnum_packets: 60\ntimeout: 30", tmp));
  }

  @Test
  void aProgramThatIsMissingIsExplained() throws Exception {
    assertTrue(
        ping("host: joe\ncommand: no-such-ping")
            .failure()
            .startsWith("there is no program 'no-such-ping'"));
  }

  private static void assumePing() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/ping")), "iputils-ping is not installed");
  }
}
