// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;
import wubot.monitor.CheckType;

/** Sends every line that comes in on the monitor's standard input. */
public final class Stdin implements CheckType {

  private static final int MOST_LINES = 10_000; // the rest comes in the next run
  private static final int LONGEST_LINE = 64 * 1024;

  private static final Setting<String> FIELD =
      Setting.text("field").byDefault("line").describe("The field that holds the line.");

  private final InputStream input;

  /** Reading the standard input of the process. */
  public Stdin() {
    this(System.in);
  }

  /** Reading something else. */
  Stdin(InputStream input) {
    this.input = input;
  }

  @Override
  public String name() {
    return "Stdin";
  }

  @Override
  public String summary() {
    return "Sends every line that comes in on the monitor's standard input, as in"
        + " `make 2>&1 | wubot monitor`. There should be one instance of it. What came in and is not"
        + " on the queue yet is lost when the monitor stops.";
  }

  @Override
  public Settings settings() {
    return Settings.of(FIELD);
  }

  @Override
  public Duration defaultDelay() {
    return Duration.ofSeconds(1);
  }

  @Override
  public String example() {
    return "delay: 1s\n";
  }

  @Override
  public List<String> fields() {
    return List.of("line: the line without its end; another name with field");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    return new Lines(input, values.get(FIELD));
  }

  /** Takes what is there and never waits for more, so that nothing has to be interrupted. */
  private static final class Lines implements Check {

    private final InputStream input;
    private final String field;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean quiet; // nothing came since the run before

    Lines(InputStream input, String field) {
      this.input = input;
      this.field = field;
    }

    @Override
    public CheckResult run(CheckState state) throws IOException {
      List<Message> lines = new ArrayList<>();
      byte[] chunk = new byte[8192];
      boolean came = false;
      int there = input.available();
      while (there > 0 && lines.size() < MOST_LINES) {
        int length = Math.max(0, input.read(chunk, 0, Math.min(there, chunk.length)));
        for (int i = 0; i < length; i++) {
          take(chunk[i], lines);
        }
        came = true;
        there = length == 0 ? 0 : input.available();
      }
      if (!came && quiet && begun.size() > 0) {
        end(lines); // whoever wrote it went away without ending the line
      }
      quiet = !came;
      return CheckResult.of(lines);
    }

    private void take(byte next, List<Message> lines) {
      if (next == '\n') {
        end(lines);
      } else {
        begun.write(next);
        if (begun.size() >= LONGEST_LINE) {
          end(lines);
        }
      }
    }

    private void end(List<Message> lines) {
      String line = begun.toString(StandardCharsets.UTF_8);
      begun.reset();
      lines.add(
          Message.of(field, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
    }
  }
}
