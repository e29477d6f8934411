// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Conversations.Conversation;
import wubot.rule.Conversations.Conversation.Step;
import wubot.rule.Conversations.Ruling;
import wubot.rule.EventTime;
import wubot.rule.Outlet;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.ReactionServices;
import wubot.rule.Template;

/**
 * A flow at work.
 *
 * <p>Alone, a line is dealt with in the walk: the last answer itself goes on to the rules inside.
 * In a group who dealt with it does so beside the walk ({@link #react}), and the finished flow
 * comes back as a message of its own ({@link #speak}).
 */
final class FlowTalk implements Reaction {

  /** The number of the question that waits for its answer; no field can be called so. */
  private static final String AT = "#";

  private final Flow.Script script;
  private final ReactionServices services;
  private final Outlet outlet;
  private final FlowEnds ends;

  FlowTalk(Flow.Script script, ReactionServices services, Outlet outlet) {
    this.script = script;
    this.services = services;
    this.outlet = outlet;
    this.ends = new FlowEnds(services);
  }

  @Override
  public boolean wants(Message message) {
    return new ChatLine(message).isLine() && !message.has(ChatLine.FLOW);
  }

  /** A flow that has its last answer; it is to be ended when what follows is sure to happen. */
  private record Finished(Message message, Conversation talk) {}

  @Override
  public Verdict admit(Message message) throws InterruptedException {
    Optional<Finished> finished = wants(message) ? hear(message) : Optional.empty();
    if (finished.isEmpty()) {
      return Verdict.ASIDE;
    }
    end(finished.get().talk());
    finished.get().message().forEach(message::put);
    message.remove("command");
    message.remove("args");
    return Verdict.PASS;
  }

  @Override
  public void react(Message message) throws InterruptedException {
    Optional<Finished> finished = wants(message) ? hear(message) : Optional.empty();
    if (finished.isPresent()) {
      String event = new ChatLine(message).event() + "#" + script.name();
      ends.keep(event, finished.get().message().with("event_id", event));
      end(finished.get().talk());
    }
  }

  @Override
  public OptionalLong ripe(EventTime time) {
    return ends.isWaiting() ? OptionalLong.of(Long.MIN_VALUE) : OptionalLong.empty();
  }

  @Override
  public List<Message> speak(EventTime time) {
    return ends.next().map(List::of).orElse(List.of());
  }

  private Optional<Finished> hear(Message message) throws InterruptedException {
    ChatLine line = new ChatLine(message);
    boolean starts = script.start().contains(line.command());
    String session =
        script.per() == Flow.Per.ROOM && !line.room().isEmpty() ? line.room() : line.person();
    long now = services.time().of(message);
    Ruling ruling =
        services.conversations().enter(script.name(), session, starts, script.limit(), now);
    if (ruling instanceof Ruling.Mine mine) {
      return goOn(mine.conversation(), line, starts);
    }
    if (ruling instanceof Ruling.Elsewhere elsewhere) {
      throw ReactionFailure.elsewhere(
          "the conversation '" + script.name() + "' is with " + elsewhere.member());
    }
    if (ruling instanceof Ruling.Away away) {
      throw ReactionFailure.passing(
          "nobody can say whose the conversation '" + script.name() + "' is: " + away.why(), null);
    }
    if (ruling instanceof Ruling.Lost) {
      message.put(ChatLine.FLOW, script.name());
      say(line, "I have lost what we spoke about. Please begin anew: " + script.start().get(0));
    }
    return Optional.empty();
  }

  private Optional<Finished> goOn(Conversation talk, ChatLine line, boolean starts)
      throws InterruptedException {
    Map<String, String> context = talk.context();
    boolean repeated = talk.event().equals(line.event());
    boolean begins = context.isEmpty() || (starts && line.isPrefixed());
    if (!repeated && !begins && line.isPrefixed() && !isCancel(line)) {
      return Optional.empty(); // a command of its own
    }
    line.message().put(ChatLine.FLOW, script.name());
    if (repeated) {
      return after(talk, line, context);
    }
    if (begins) {
      return step(talk, line, Map.of(AT, "0"));
    }
    if (isCancel(line)) {
      end(talk);
      say(line, "Cancelled.");
      return Optional.empty();
    }
    return answered(talk, line, context);
  }

  private boolean isCancel(ChatLine line) {
    return line.body().equalsIgnoreCase(script.cancel());
  }

  private Optional<Finished> answered(Conversation talk, ChatLine line, Map<String, String> context)
      throws InterruptedException {
    int at = at(context);
    FlowStep asked = script.steps().get(Math.min(at, script.steps().size() - 1));
    Map<String, String> next = new LinkedHashMap<>(context);
    next.put(asked.as(), line.body());
    Message view = view(line, next).with("answer", line.body());
    if (asked.check().isPresent() && !asked.check().get().test(view)) {
      record(talk, line, context); // who answers wrongly is still there
      say(line, asked.otherwise().fill(view));
      return Optional.empty();
    }
    next.put(AT, Integer.toString(at + 1));
    return step(talk, line, next);
  }

  private Optional<Finished> step(Conversation talk, ChatLine line, Map<String, String> next)
      throws InterruptedException {
    record(talk, line, next);
    return after(talk, line, next);
  }

  private void record(Conversation talk, ChatLine line, Map<String, String> next)
      throws InterruptedException {
    Step step = talk.advance(line.event(), next);
    if (step == Step.SUPERSEDED || step == Step.AWAY) {
      throw ReactionFailure.passing(
          "the conversation '" + script.name() + "' could not be recorded", null);
    }
  }

  /** What follows once a step is recorded; also when it was recorded before for the same line. */
  private Optional<Finished> after(Conversation talk, ChatLine line, Map<String, String> context)
      throws InterruptedException {
    int at = at(context);
    if (at < script.steps().size()) {
      fill(line, script.steps().get(at).ask(), context);
      return Optional.empty();
    }
    Message done = view(line, context).with("flow_done", true);
    done.remove("command");
    done.remove("args");
    fill(line, script.done(), context);
    return Optional.of(new Finished(done, talk));
  }

  private void end(Conversation talk) throws InterruptedException {
    if (!talk.end()) {
      throw ReactionFailure.passing(
          "the end of the conversation '" + script.name() + "' could not be recorded", null);
    }
  }

  private static int at(Map<String, String> context) {
    return (int) FieldValue.number(context.getOrDefault(AT, "0")).orElse(0);
  }

  private static Message view(ChatLine line, Map<String, String> context) {
    Message view = line.message().copy();
    context.forEach(
        (name, value) -> {
          if (!name.equals(AT)) {
            view.put(name, value);
          }
        });
    return view;
  }

  private void fill(ChatLine line, Template words, Map<String, String> context) {
    say(line, words.fill(view(line, context)));
  }

  private void say(ChatLine line, String words) {
    if (!words.isBlank()) {
      outlet.put(line.reply(words.strip()));
    }
  }
}
