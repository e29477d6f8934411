// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.config.Yaml;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.queue.MovedClock;

/** What the monitor adds to messages and makes of failures, against the recorded cases. */
class EnvelopeConformanceTest {

  private static final Instant NOW = Instant.ofEpochSecond(1795219935);

  @TempDir Path home;

  /** Copies its config into one message, or fails. */
  private static final class Copying implements CheckType {

    @Override
    public String name() {
      return "TestCase";
    }

    @Override
    public String summary() {
      return "For tests.";
    }

    @Override
    public Settings settings() {
      return Settings.of(
          Setting.text("param1"),
          Setting.text("param2"),
          Setting.text("param3"),
          Setting.text("testparam"),
          Setting.flag("die"));
    }

    @Override
    public String example() {
      return "param1: value1\n";
    }

    @Override
    public Check create(Values values, CheckServices services) {
      return state -> {
        if (values.published().containsKey("die")) {
          throw new CheckFailure("Testing Error");
        }
        return CheckResult.of(Message.of(values.published()));
      };
    }
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    Path file = Path.of(System.getProperty("wubot.conformance", "")).resolve("check_envelope.json");
    assumeTrue(Files.isReadable(file), "the recorded cases are not here");
    Node all = Yaml.read(file, "check_envelope.json", new Problems()).orElseThrow();
    Node.Items cases = (Node.Items) ((Node.Entries) all).get("cases").orElseThrow();
    return cases.items().stream()
        .map(Node.Entries.class::cast)
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("ref").orElseThrow().plain().toString(), () -> check(c)));
  }

  private void check(Node.Entries recorded) throws Exception {
    Node.Entries config = (Node.Entries) recorded.get("config").orElseThrow();
    Node.Entries result = (Node.Entries) recorded.get("result").orElseThrow();
    Object react = result.get("react").orElseThrow().plain();
    Map<?, ?> expected = (Map<?, ?>) (react instanceof List<?> list ? list.get(0) : react);

    Copying type = new Copying();
    Problems problems = new Problems();
    Values values =
        new SettingsReader(home).read(config, CommonKeys.with(type), problems).orElseThrow();
    Instance instance = new Instance("TestCase-testcase", type, values, config);
    MovedClock clock = new MovedClock(NOW);
    Check check = type.create(values, Services.of(instance, clock, "joe", home));
    Turn turn = Turn.after(look(check), instance, Memory.none(), NOW);
    Message message = Envelope.of(instance, "joe", clock).fill(turn.messages().get(0));
    React rules =
        instance
            .react()
            .flatMap(
                node ->
                    RuleReact.load(
                        instance.key(),
                        node,
                        ReactServices.types(),
                        new ReactServices(clock, "joe", home),
                        problems))
            .orElse(React.NONE);
    boolean kept = rules.keeps(message);

    assertEquals(!expected.containsKey("last_rule"), kept);
    assertEquals(plain(expected), plain(message.asMap()));
    if (expected.containsKey("errmsg")) {
      assertTrue(expected.get("errmsg").toString().contains(message.text("errmsg")));
    }
  }

  private static Outcome look(Check check) throws Exception {
    try {
      return new Outcome.Found(check.run(CheckState.empty()));
    } catch (CheckFailure e) {
      return new Outcome.Failed(FailureText.of(e), e);
    }
  }

  /**
   * As text, without what is another matter here: checksums and class names are not ours, the host
   * is known to the rules already, errors name no Perl file, colours are written small.
   */
  private static Map<String, String> plain(Map<?, ?> fields) {
    Map<String, String> texts = new TreeMap<>();
    fields.forEach(
        (name, value) ->
            texts.put(name.toString(), FieldValue.text(value).replace("$HOSTNAME", "joe")));
    texts.keySet().removeAll(List.of("checksum", "plugin", "hostname", "errmsg"));
    texts.computeIfPresent("color", (name, color) -> color.toLowerCase(java.util.Locale.ROOT));
    return texts;
  }
}
