// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import wubot.cli.JsonText;
import wubot.message.Message;
import wubot.rule.ReactionFailure;
import wubot.rule.RuleFailure;
import wubot.rule.RuleTrace;

/** Lets a stream of messages, a JSON object a line, run through rules. */
final class RuleFilter {

  private final Rehearsal rules;
  private final InputLines lines;
  private final JsonGenerator json;
  private final boolean details;
  private final Consumer<String> errors;
  private final MessageJson messages = new MessageJson();
  private final List<Report.Fired> traces = new ArrayList<>();
  private long number;
  private boolean flawless = true;

  /**
   * A filter.
   *
   * @param details whether to print what happened beside the fields
   * @param errors told of each line that is no message, and of each rule that fails
   */
  RuleFilter(
      Rehearsal rules, InputStream in, OutputStream out, boolean details, Consumer<String> errors)
      throws IOException {
    JsonFactory factory = JsonText.factory();
    factory.setRootValueSeparator(null);
    this.rules = rules;
    this.lines = new InputLines(in);
    this.json = factory.createGenerator(out);
    this.details = details;
    this.errors = errors;
  }

  /**
   * Filters to the end of the input.
   *
   * @return whether every line was a message and no rule failed
   * @throws IOException when the input cannot be read or the output not be written
   * @throws InterruptedException when the thread was interrupted
   */
  boolean run() throws IOException, InterruptedException {
    while (lines.advance()) {
      number++;
      if (lines.isTooLong()) {
        error("longer than " + (InputLines.LONGEST >> 20) + " MiB");
      } else if (!lines.isBlank()) {
        line();
      }
      if (!lines.hasMore()) { // somebody may be waiting for the answer
        settle();
      }
    }
    own(rules.tick(this::watched));
    settle();
    return flawless;
  }

  private void settle() throws IOException, InterruptedException {
    try {
      rules.settle().forEach(failure -> error(failure.toString()));
    } catch (ReactionFailure e) {
      error(e.getMessage()); // tried again with the next message
    }
    json.flush();
  }

  private void line() throws IOException, InterruptedException {
    Message message;
    try {
      message = messages.read(lines.bytes(), lines.start(), lines.length());
    } catch (MessageJson.BadLine e) {
      error(e.getMessage());
      return;
    }
    own(rules.follow(message, this::watched));
    Optional<RuleTrace> trace = watched();
    write(trace.isPresent() ? rules.walk(message, trace.get()) : rules.walk(message), fired(0));
    traces.clear();
  }

  /** Notes the rules that fire for the next message, where that is asked for. */
  private Optional<RuleTrace> watched() {
    if (!details) {
      return Optional.empty();
    }
    Report.Fired trace = new Report.Fired(new ArrayList<>());
    traces.add(trace);
    return Optional.of(trace);
  }

  private List<String> fired(int message) {
    return details ? traces.get(message).rules() : List.of();
  }

  private void own(List<Outcome> outcomes) throws IOException {
    for (int i = 0; i < outcomes.size(); i++) {
      write(outcomes.get(i), fired(i));
    }
    traces.clear();
  }

  private void write(Outcome outcome, List<String> fired) throws IOException {
    if (details) {
      Report.details(json, outcome, fired);
    } else {
      Report.fields(json, outcome.message());
    }
    json.writeRaw('\n');
    for (RuleFailure failure : outcome.failures()) {
      error(failure.toString());
    }
  }

  private void error(String problem) {
    flawless = false;
    errors.accept("line " + number + ": " + problem);
  }
}
