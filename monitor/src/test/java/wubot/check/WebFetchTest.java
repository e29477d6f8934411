// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;

/** Fetching from a real nginx. */
@Tag("slow")
class WebFetchTest {

  @TempDir static Path tmp;
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    server = WebServer.start(tmp);
    server.put("page.txt", "All systems operational\nversion: 17\n");
    server.put("big.bin", "x".repeat(2_000_000));
    server.put("bomb.txt", "0".repeat(3_000_000));
    Files.write(
        server.root().resolve("latin.html"),
        "<meta charset='iso-8859-1'>gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static CheckBench fetch(String path, String... more) {
    return bench(server.url(path), more);
  }

  private static CheckBench bench(String url, String... more) {
    return CheckBench.of(new WebFetch(), "url: '" + url + "'\n" + String.join("\n", more), tmp);
  }

  @Test
  void aPageIsFetchedWithItsContent() throws Exception {
    Message page = fetch("/page.txt").run().get(0);
    assertEquals("All systems operational\nversion: 17\n", page.text("content"));
    assertEquals(server.url("/page.txt"), page.text("link"));
    assertEquals("200", page.text("http_status"));
    assertEquals("text/plain", page.text("content_type"));
    assertTrue(page.number("response_ms").isPresent());
    assertEquals("OK", page.text("status"));
    assertFalse(page.has("subject"));
  }

  @Test
  void theFieldCanBeNamedOrLeftOut() throws Exception {
    assertTrue(fetch("/page.txt", "field: page").run().get(0).has("page"));
    assertFalse(fetch("/page.txt", "field: ''").run().get(0).has("content"));
  }

  @Test
  void expectationsAreHeld() throws Exception {
    fetch("/page.txt", "expect_text: operational", "expect_regexp: '^version: \\d+$'").run();
    assertEquals(
        server.url("/page.txt") + ": the text 'broken' is not in the page",
        fetch("/page.txt", "expect_text: broken").failure());
    assertEquals(
        server.url("/page.txt") + ": nothing in the page matches '^version: \\w{9}'",
        fetch("/page.txt", "expect_regexp: '^version: \\w{9}'").failure());
    assertEquals(
        server.url("/broken") + " answers with HTTP status 503", fetch("/broken").failure());
    assertEquals(
        server.url("/page.txt") + " answers with HTTP status 200, expected 401 or 403",
        fetch("/page.txt", "expect_status: [401, 403]").failure());
    assertEquals("503", fetch("/broken", "expect_status: 503").run().get(0).text("http_status"));
  }

  @Test
  void redirectsAreFollowedOrNot() throws Exception {
    assertEquals("200", fetch("/moved").run().get(0).text("http_status"));
    assertEquals(
        server.url("/moved") + " answers with HTTP status 302",
        fetch("/moved", "redirects: false").failure());
    assertEquals(server.url("/round") + " redirects more than 5 times", fetch("/round").failure());
    assertEquals(
        server.tlsUrl("/down") + " redirects from https to http, which is not followed",
        bench(server.tlsUrl("/down"), "ignore_cert_errors: true").failure());
  }

  @Test
  void aPasswordOpensAndGoesToNoOtherHost() throws Exception {
    assertTrue(fetch("/locked").failure().endsWith("HTTP status 401"));
    assertEquals(
        "200", fetch("/locked", "user: joe", "pass: open sesame").run().get(0).text("http_status"));
    assertEquals(
        "[GET Bearer T0ken wubot ]", fetch("/home", "token: T0ken").run().get(0).text("content"));
    assertEquals("[GET  wubot ]", fetch("/away", "token: T0ken").run().get(0).text("content"));
    String wrong = fetch("/locked", "user: joe", "pass: wrong-secret").failure();
    assertFalse(wrong.contains("wrong-secret"), wrong);
  }

  @Test
  void methodAgentAndHeadersAreSent() throws Exception {
    assertEquals(
        "[POST  Mozilla/6.0 blue]",
        fetch(
                "/headers",
                "method: post",
                "body: hello",
                "agent: Mozilla/6.0",
                "headers: {X-Colour: blue}")
            .run()
            .get(0)
            .text("content"));
    assertEquals("", fetch("/page.txt", "method: HEAD").run().get(0).text("content"));
  }

  @Test
  void sizeIsCappedAlsoAfterUnpacking() throws Exception {
    assertEquals(
        server.url("/big.bin") + ": the answer is larger than 1.0 MB; raise max_size",
        fetch("/big.bin").failure());
    assertEquals(
        2_000_000, fetch("/big.bin", "max_size: 4M").run().get(0).text("content").length());
    // 3 MB of zeros arrive as a few kilobytes.
    assertEquals(
        server.url("/bomb.txt") + ": the answer is larger than 1.0 MB; raise max_size",
        fetch("/bomb.txt").failure());
  }

  @Test
  void theEncodingIsTakenFromThePage() throws Exception {
    assertTrue(fetch("/latin.html").run().get(0).text("content").endsWith("gr\u00fcn"));
  }

  @Test
  void aServerThatIsNotThereIsExplained() throws Exception {
    assertEquals(
        "http://127.0.0.1:1/x: 127.0.0.1 port 1 refuses the connection: is the service running?",
        bench("http://127.0.0.1:1/x").failure());
    assertEquals(
        "http://no-such-host.invalid/: the host name no-such-host.invalid is not known",
        bench("http://no-such-host.invalid/").failure());
    String plain = bench(server.url("/page.txt").replace("http:", "https:")).failure();
    assertTrue(plain.endsWith(" does not speak TLS"), plain);
  }

  @Test
  void anAnswerThatTricklesEndsInTime() throws Exception {
    assertEquals(
        server.url("/slow") + ": no complete answer within 1 s",
        fetch("/slow", "max_size: 4M", "timeout: 2").failure());
  }

  @Test
  void certificatesAreCheckedAndWatched() throws Exception {
    String unknown = bench(server.tlsUrl("/page.txt")).failure();
    assertTrue(unknown.contains("not signed by an authority that is trusted here"), unknown);
    CheckBench known = bench(server.tlsUrl("/page.txt"), "ca_file: " + server.certificate());
    Message page = known.run().get(0);
    assertEquals("WARNING", page.text("status"), page.toString());
    assertTrue(
        page.text("subject")
            .matches("WARNING: https://.*: its certificate is valid for \\d+ more days"),
        page.toString());
    assertEquals(List.of(""), known.subjects());
    assertEquals(
        "OK",
        bench(
                server.tlsUrl("/page.txt"),
                "ignore_cert_errors: true",
                "warning_days: 2",
                "critical_days: 1")
            .run()
            .get(0)
            .text("status"));
    assertTrue(
        bench(server.tlsUrl("/page.txt"), "ca_file: " + tmp.resolve("users"))
            .failure()
            .startsWith("ca_file: "));
  }

  @Test
  void slownessIsJudged() throws Exception {
    Message page = fetch("/page.txt", "warning_ms: 0", "critical_ms: 0").run().get(0);
    boolean instant = page.number("response_ms").orElse(1) == 0;
    assertEquals(instant ? "OK" : "CRITICAL", page.text("status"));
  }

  @Test
  void badSettingsAreExplainedWithoutSecrets() {
    assertEquals(
        List.of("url: expected an address such as https://example.org/, found 'example.org'"),
        problems("url: example.org"));
    List<String> secret = problems("url: http://joe:s3same@example.org/");
    assertEquals(
        List.of("url: the address carries a password; use the keys user and pass instead"), secret);
    assertEquals(
        List.of("pass: there is no user to go with it"),
        problems("url: http://example.org/\npass: x"));
    assertEquals(
        List.of("proxy: the port is missing in 'http://proxy'"),
        problems("url: http://example.org/\nproxy: http://proxy"));
    assertEquals(
        List.of("method: 'GET /' is no HTTP method"),
        problems("url: http://example.org/\nmethod: get /"));
  }

  private static List<String> problems(String yaml) {
    return CheckBench.problems(new WebFetch(), yaml, tmp);
  }
}
