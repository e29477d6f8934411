// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import wubot.cli.JsonText;
import wubot.message.Message;
import wubot.rule.RuleFailure;

/** Lets a stream of messages, a JSON object a line, run through rules. */
final class RuleFilter {

  private final Rehearsal rules;
  private final InputLines lines;
  private final JsonGenerator json;
  private final boolean details;
  private final Consumer<String> errors;
  private final MessageJson messages = new MessageJson();
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
    for (Message own : rules.tick()) {
      walk(own);
    }
    settle();
    return flawless;
  }

  private void settle() throws IOException, InterruptedException {
    rules.settle();
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
    for (Message own : rules.follow(message)) {
      walk(own);
    }
    walk(message);
  }

  private void walk(Message message) throws IOException, InterruptedException {
    Outcome outcome;
    if (details) {
      List<String> fired = new ArrayList<>();
      outcome = rules.walk(message, new Report.Fired(fired));
      Report.details(json, outcome, fired);
    } else {
      outcome = rules.walk(message);
      Report.fields(json, message);
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
