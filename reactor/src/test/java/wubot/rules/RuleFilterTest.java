// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuleFilterTest {

  private static final String RULES =
      """
      rules:
        - name: high
          condition: load > 4
          plugin: SetField
          config: {set: {status: CRITICAL}}
        - name: told
          condition: status = CRITICAL
          plugin: Email
          config: {host: localhost, from: a@example.org, to: b@example.org, subject: 'load {{ load }}'}
        - name: never run
          condition: status = CRITICAL
          plugin: Command
          config: {command: [touch, /nonexistent/dir/file]}
      """;

  private final List<String> errors = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private boolean run(String rules, InputStream in, boolean details) throws Exception {
    try (Rehearsal rehearsal = Rehearsals.of(rules)) {
      return new RuleFilter(rehearsal, in, out, details, errors::add).run();
    }
  }

  private boolean run(String input, boolean details) throws Exception {
    return run(RULES, new ByteArrayInputStream(input.getBytes(UTF_8)), details);
  }

  private List<String> lines() {
    return out.toString(UTF_8).lines().toList();
  }

  @Test
  void messagesComeOutAsTheRulesLeaveThem() throws Exception {
    assertTrue(run("{\"load\": 5, \"x\": \"ä\"}\n{\"load\": 1}\n\n", false));
    assertEquals(
        List.of(
            "{\"load\":5,\"x\":\"ä\",\"wubot_rulelog\":[\"joe:high\",\"joe:told\",\"joe:never run\"],"
                + "\"status\":\"CRITICAL\"}",
            "{\"load\":1}"),
        lines());
    assertEquals(List.of(), errors);
  }

  @Test
  void detailsTellWhatWouldHaveHappened() throws Exception {
    assertTrue(run("{\"load\": 5, \"subject\": \"busy\"}", true));
    String line = lines().get(0);
    assertTrue(line.contains("\"rules\":[\"high\",\"told\",\"never run\"]"), line);
    assertTrue(line.contains("\"reaction\":\"Email\""), line);
    assertTrue(line.contains("\"subject\":\"load 5\""), line);
    assertTrue(line.contains("\"reaction\":\"Command\""), line);
    assertTrue(line.contains("\"failures\":[]"), line);
  }

  @Test
  void oneBadLineIsOneErrorWithItsNumber() throws Exception {
    assertFalse(
        run("{\"load\": 5}\nnot json\n{\"load\"\n[1]\n{\"a\":1} x\n{\"load\": 1}\r\n", false));
    assertEquals(2, lines().size());
    assertEquals(4, errors.size(), errors::toString);
    for (int i = 0; i < 4; i++) {
      assertTrue(errors.get(i).startsWith("line " + (i + 2) + ": "), errors.get(i));
      assertFalse(errors.get(i).contains("\n"), errors.get(i));
    }
  }

  @Test
  void whatTheLibraryRefusesIsSaidInWordsForPeople() throws Exception {
    String digits = "9".repeat(2000);
    assertFalse(run("{\"a\":" + digits + "}\n{\"a\":1\n{\"a\":NaN}\n{\"load\": 1}\n", false));
    assertEquals(List.of("{\"load\":1}"), lines());
    assertEquals(
        List.of(
            "line 1: not JSON: Number value length (2000) exceeds the maximum allowed (1000)",
            "line 2: not JSON at character 7: Unexpected end-of-input: expected close marker for"
                + " Object",
            "line 3: not JSON at character 9: Non-standard token 'NaN'"),
        errors);
  }

  @Test
  void recordsOfAQueueAreMessages() throws Exception {
    assertTrue(
        run(
            "{\"sequence\": 7, \"appended\": \"2026-01-01T00:00:00Z\", \"fields\": {\"load\": 1}}\n",
            false));
    assertEquals(List.of("{\"load\":1}"), lines());
  }

  @Test
  void aRuleThatFailsIsSaid() throws Exception {
    String rules =
        """
        - name: broken
          condition: text matches ^(a+)+\\1$
        """;
    String input = "{\"text\":\"" + "a".repeat(3000) + "b" + "\"}\n";
    assertFalse(run(rules, new ByteArrayInputStream(input.getBytes(UTF_8)), false));
    assertEquals(1, lines().size());
    assertTrue(errors.get(0).startsWith("line 1: rule 'broken'"), errors.get(0));
  }

  @Test
  void longLinesAndManyLinesGoThrough() throws Exception {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      input.append("{\"load\":1,\"n\":").append(i).append(",\"pad\":\"");
      input.append("x".repeat(i % 700)).append("\"}\n");
    }
    input.append("{\"big\":\"").append("y".repeat(300_000)).append("\"}");
    assertTrue(run(input.toString(), false));
    assertEquals(5001, lines().size());
    assertTrue(lines().get(4999).contains("\"n\":4999,"));
    assertTrue(lines().get(5000).length() > 300_000);
  }

  @Test
  void whoWaitsForAnAnswerGetsItAtOnce() throws Exception {
    PipedOutputStream pipe = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(pipe);
    CountDownLatch answered = new CountDownLatch(1);
    ByteArrayOutputStream watched =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            answered.countDown();
          }
        };
    Thread filter =
        new Thread(
            () -> {
              try (Rehearsal rehearsal = Rehearsals.of(RULES)) {
                var unused = new RuleFilter(rehearsal, in, watched, false, errors::add).run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    filter.start();
    pipe.write("{\"load\":1}\n".getBytes(UTF_8));
    pipe.flush();
    assertTrue(answered.await(20, TimeUnit.SECONDS));
    assertEquals("{\"load\":1}\n", watched.toString(UTF_8));
    pipe.close();
    filter.join(20_000);
  }
}
