// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.cli.JsonText;
import wubot.message.Fields;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.QueueRecord;
import wubot.rule.Decision;
import wubot.rule.ReactionType.Work;

/** Tells programs the way of a message: one JSON object a line. */
final class StoryJson {

  private final JsonText text = new JsonText();
  private final PrintWriter out;
  private final Fates fates;

  StoryJson(PrintWriter out, Fates fates) {
    this.out = out;
    this.fates = fates;
  }

  /** A message with everything that happened to it. */
  void print(QueueRecord record, Instant appended, Memory.Told told) {
    Message message = record.message();
    Map<String, Object> line = new LinkedHashMap<>();
    message.identity().ifPresent(identity -> line.put("id", identity.toString()));
    line.put("sequence", record.sequence());
    line.put("appended", appended.toString());
    for (String field : List.of(Fields.KEY, Fields.STATUS, Fields.SUBJECT, Fields.LASTUPDATE)) {
      message.value(field).ifPresent(value -> line.put(field, value));
    }
    message.value(Fields.HOSTNAME).ifPresent(host -> line.put(Fields.HOSTNAME, host));
    line.put("hops", message.hops());
    told.version().ifPresent(version -> line.put("rules_version", version));
    told.elsewhere().ifPresent(shard -> line.put("never_held", shard));
    line.put(
        "rules",
        told.story().stops().stream().map(stop -> stop(stop, message.identity())).toList());
    told.story().lastRule().ifPresent(rule -> line.put("last_rule", rule));
    line(line);
  }

  private Map<String, Object> stop(Story.Stop stop, Optional<Identity> identity) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("rule", stop.rule().path());
    rule.put("place", stop.rule().place().toString());
    rule.put("fired", stop.decision().held());
    rule.put("why", stop.why());
    rule.put("decided_by", stop.decision().parts().stream().map(StoryJson::part).toList());
    List<Map<String, Object>> deeds = new ArrayList<>();
    for (Story.Deed deed : stop.work()) {
      Map<String, Object> done = new LinkedHashMap<>();
      Work work = stop.rule().step().orElseThrow().type().work();
      done.put("reaction", stop.rule().step().orElseThrow().type().name());
      done.put("changes", deed.changes());
      done.put("acted", deed.acted());
      if (deed.acted()) {
        done.put("settings", deed.settings());
      }
      deed.problem().ifPresent(problem -> done.put("problem", problem));
      if (deed.acted() && work == Work.DELIVERY && identity.isPresent()) {
        done.put("delivery", fates.of(identity.get(), stop.rule().path()));
      }
      deeds.add(done);
    }
    rule.put("reactions", deeds);
    return rule;
  }

  private static Map<String, Object> part(Decision.Part part) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("question", part.question());
    told.put("held", part.held());
    told.put("values", part.values());
    return told;
  }

  /** Why nobody was told of messages. */
  void print(long messages, NotTold reasons) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("messages", messages);
    line.put("rules", reasons.reasons());
    line(line);
  }

  /** One object on a line. */
  void line(Map<String, Object> object) {
    out.println(text.line(json -> JsonText.value(json, object)));
  }
}
