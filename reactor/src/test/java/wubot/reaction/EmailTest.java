// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

@Tag("slow")
class EmailTest {

  @TempDir Path directory;
  private SmtpServer server;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    server = new SmtpServer(directory, true);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reaction email(Map<String, ?> config) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "host",
                "localhost",
                "port",
                server.port(),
                "user",
                SmtpServer.USER,
                "password",
                SmtpServer.PASSWORD,
                "ca_file",
                server.certificate().toString(),
                "from",
                "Wubot <wubot@example.org>",
                "to",
                "ann@example.org"));
    all.putAll(config);
    return new TestServices(directory).make(new Email(), all);
  }

  private static Message message() {
    return Message.of("key", "Ping-joe")
        .with("subject", "kein Gruß\r\nBcc: evil@example.org")
        .with("hostname", "joe")
        .with("lastupdate", 1_314_400_000)
        .withIdentity(new Identity("joe", 35, 42));
  }

  @Test
  void aMailSaysWhatWhereAndWhen() throws InterruptedException {
    email(Map.of("to", List.of("ann@example.org", "bob@example.org"))).react(message());
    String mail = server.mails().get(0);
    assertTrue(mail.startsWith("X-To: ann@example.org,bob@example.org"), mail);
    assertTrue(mail.contains("Message-ID: <wubot.joe.z.42@example.org>"), mail);
    assertTrue(mail.contains("Subject: =?UTF-8?"), mail);
    String head =
        mail.substring(
            0, mail.indexOf("\n\n") < 0 ? mail.indexOf("\r\n\r\n") : mail.indexOf("\n\n"));
    assertFalse(head.contains("\nBcc:"), "a field cannot add a header");
    assertTrue(mail.contains("Fri, 26 Aug 2011") || mail.contains("Sat, 27 Aug 2011"), mail);
    assertTrue(mail.contains("X-Wubot-Key: Ping-joe"), mail);
    assertTrue(mail.contains("Auto-Submitted: auto-generated"), mail);
  }

  @Test
  void aServerThatIsAwayComesBack() throws IOException, InterruptedException {
    Reaction email = email(Map.of());
    server.kill();
    ReactionFailure away = assertThrows(ReactionFailure.class, () -> email.react(message()));
    assertTrue(away.isPassing());
    server.start();
    email.react(message());
    assertEquals(1, server.mails().size());
  }

  @Test
  void aWrongPasswordIsWaitedOutAndNotShown() {
    ReactionFailure refused =
        assertThrows(
            ReactionFailure.class,
            () -> email(Map.of("password", "not-the-pa55word", "timeout", "10s")).react(message()));
    assertTrue(refused.isPassing(), "it can be mended in the config");
    assertTrue(refused.getMessage().contains("refuses user wubot"), refused.getMessage());
    assertFalse(refused.getMessage().contains("pa55word"));
  }

  @Test
  void aReceiverThatDoesNotExistIsALastingFailureAndOneThatIsBusyAPassingOne() {
    ReactionFailure no =
        assertThrows(
            ReactionFailure.class,
            () -> email(Map.of("to", "nobody@example.org")).react(message()));
    assertFalse(no.isPassing());
    assertTrue(no.getMessage().contains("there is no such receiver"), no.getMessage());
    ReactionFailure later =
        assertThrows(
            ReactionFailure.class, () -> email(Map.of("to", "later@example.org")).react(message()));
    assertTrue(later.isPassing());
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    Map<String, Object> config =
        new HashMap<>(
            Map.of(
                "host",
                "localhost",
                "port",
                server.port(),
                "user",
                "u",
                "password",
                "p",
                "from",
                "wubot@example.org",
                "to",
                "ann@example.org"));
    Reaction email = new TestServices(directory).make(new Email(), config);
    assertTrue(assertThrows(ReactionFailure.class, () -> email.react(message())).isPassing());
    ReactionFailure name =
        assertThrows(
            ReactionFailure.class, () -> email(Map.of("host", "127.0.0.1")).react(message()));
    assertTrue(name.isPassing());
    assertEquals(List.of(), server.mails());
  }

  @Test
  void aPasswordNeverTravelsReadable() {
    assertThrows(IllegalArgumentException.class, () -> email(Map.of("tls", "none")));
  }
}
