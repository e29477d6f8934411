// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.config.Yaml;
import wubot.message.Message;
import wubot.queue.MovedClock;

/**
 * A bench on which a check is tried out: made from the text of a config file as the daemon does,
 * run against a clock that the test moves, with its state kept from run to run as the daemon keeps
 * it.
 *
 * <pre>{@code
 * try (CheckBench bench = CheckBench.of(new Ping(), "host: 127.0.0.1", home)) {
 *   List<Message> first = bench.run();
 *   bench.clock().advance(Duration.ofMinutes(1));
 *   List<Message> second = bench.run();
 * }
 * }</pre>
 */
public final class CheckBench implements AutoCloseable {

  /** The time at which every bench begins. */
  public static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private final MovedClock clock = new MovedClock(START);
  private final CheckType type;
  private final String yaml;
  private final Path home;
  private Check check;
  private CheckState state = CheckState.empty();
  private Optional<CheckResult> last = Optional.empty();

  private CheckBench(CheckType type, String yaml, Path home) {
    this.type = type;
    this.yaml = yaml;
    this.home = home;
    this.check = make();
  }

  /**
   * Makes a check from a config file's text.
   *
   * @param home wubot's home, usually a temporary directory
   * @throws wubot.config.ConfigException when the text is not right for this check
   * @throws IllegalArgumentException when the check itself does not like its values
   */
  public static CheckBench of(CheckType type, String yaml, Path home) {
    return new CheckBench(type, yaml, home);
  }

  /** What is wrong with a config file's text for this check, as people would read it. */
  public static List<String> problems(CheckType type, String yaml, Path home) {
    try {
      of(type, yaml, home).close();
      return List.of();
    } catch (wubot.config.ConfigException e) {
      return e.diagnostics().stream().map(Diagnostic::toString).toList();
    } catch (IllegalArgumentException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private Check make() {
    Problems problems = new Problems();
    Optional<Values> values =
        Yaml.parse(yaml, type.name() + "/bench.yaml", problems)
            .flatMap(node -> new SettingsReader(home).read(node, CommonKeys.with(type), problems));
    if (values.isEmpty() || problems.hasErrors()) {
      throw new wubot.config.ConfigException(problems.all());
    }
    return type.create(values.get(), new Services(values.get().get(CommonKeys.TIMEOUT)));
  }

  /** Runs once, on this thread, and gives the messages as the check made them. */
  public List<Message> run() throws IOException, InterruptedException {
    CheckResult result = check.run(state);
    last = Optional.of(result);
    if (result.state().isPresent()) {
      Memory kept = new Memory(Optional.empty(), Optional.empty(), result.state().get());
      state = MemoryJson.read(MemoryJson.write(kept)).check(); // as it is after a restart
    }
    return result.messages();
  }

  /** Runs once and gives the subjects of the messages. */
  public List<String> subjects() throws IOException, InterruptedException {
    return run().stream().map(message -> message.text("subject")).toList();
  }

  /** Runs this often, a minute apart, and gives all messages. */
  public List<Message> run(int times) throws IOException, InterruptedException {
    List<Message> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.addAll(run());
      clock.advance(Duration.ofMinutes(1));
    }
    return all;
  }

  /**
   * Runs once and gives the text of the {@link CheckFailure} or IOException it must end in.
   *
   * @throws AssertionError when it ends in none
   */
  public String failure() throws InterruptedException {
    try {
      List<Message> messages = run();
      throw new AssertionError("the check did not fail but found " + messages);
    } catch (CheckFailure | IOException e) {
      return FailureText.of(e);
    }
  }

  /** Makes the check anew, as after a restart of the daemon; the state stays. */
  public void restart() {
    check.close();
    check = make();
  }

  /** What the check remembers now. */
  public CheckState state() {
    return state;
  }

  /** Puts another memory in its head. */
  public void remember(CheckState other) {
    state = other;
  }

  /** When the last run asked to look again; empty when it did not ask. */
  public Optional<Duration> next() {
    return last.flatMap(CheckResult::next);
  }

  /** The clock of the check. */
  public MovedClock clock() {
    return clock;
  }

  @Override
  public void close() {
    check.close();
  }

  private final class Services implements CheckServices {

    private final Duration timeout;

    Services(Duration timeout) {
      this.timeout = timeout;
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public String host() {
      return "joe";
    }

    @Override
    public Path home() {
      return home;
    }

    @Override
    public String key() {
      return type.name() + "-bench";
    }

    @Override
    public Duration timeout() {
      return timeout;
    }
  }
}
