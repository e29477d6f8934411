// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import wubot.cli.JsonText;
import wubot.message.Message;
import wubot.rule.Decision;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;
import wubot.rule.RuleTrace;

/** What became of messages, as JSON for programs. */
final class Report {

  private Report() {}

  /** Notes which rules fired. */
  record Fired(List<String> rules) implements RuleTrace {

    @Override
    public void decided(Rule rule, Decision decision) {
      if (decision.held()) {
        rules.add(rule.path());
      }
    }

    @Override
    public void reacted(Rule rule, Message before, Message after) {}

    @Override
    public void failed(Rule rule, RuleFailure failure) {}
  }

  /** The fields alone. */
  static void fields(JsonGenerator json, Message message) throws IOException {
    JsonText.value(json, message.asMap());
  }

  /** The fields with the rules that fired, the effects and the failures. */
  static void details(JsonGenerator json, Outcome outcome, List<String> fired) throws IOException {
    json.writeStartObject();
    json.writeFieldName("fields");
    fields(json, outcome.message());
    json.writeFieldName("rules");
    JsonText.value(json, fired);
    json.writeArrayFieldStart("effects");
    for (Effect effect : outcome.effects()) {
      json.writeStartObject();
      json.writeStringField("rule", effect.rule().path());
      json.writeStringField("reaction", effect.reaction());
      json.writeFieldName("settings");
      JsonText.value(json, effect.settings());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("failures");
    for (RuleFailure failure : outcome.failures()) {
      json.writeStartObject();
      json.writeStringField("rule", failure.rule());
      json.writeStringField("place", failure.place().toString());
      json.writeStringField("reaction", failure.reaction());
      json.writeStringField("problem", failure.problem());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
