// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;

/** What the reactions that only change fields have in common: a name, a summary, an example. */
abstract class FieldReaction implements ReactionType {

  private final String name;
  private final String summary;
  private final Settings settings;
  private final String example;
  private final List<String> fields;

  FieldReaction(
      String name, String summary, Settings settings, String example, List<String> fields) {
    this.name = name;
    this.summary = summary;
    this.settings = settings;
    this.example = example;
    this.fields = fields;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final Work work() {
    return Work.FIELDS;
  }

  @Override
  public final Settings settings() {
    return settings;
  }

  @Override
  public final String example() {
    return example;
  }

  @Override
  public final List<String> fields() {
    return fields;
  }

  /** A reaction that writes to no other fields than these. */
  static Reaction writing(List<String> written, Reaction reaction) {
    Set<String> fields = Set.copyOf(written);
    return new Reaction() {
      @Override
      public void react(Message message) throws InterruptedException {
        reaction.react(message);
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(fields);
      }
    };
  }

  /** The first of these settings that was given. */
  @SafeVarargs
  static Optional<String> firstOf(Values values, Setting<String>... settings) {
    for (Setting<String> setting : settings) {
      Optional<String> value = values.find(setting).filter(v -> !v.isEmpty());
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** The first of these settings that was given; one has to be. */
  @SafeVarargs
  static String required(Values values, Setting<String>... settings) {
    return firstOf(values, settings)
        .orElseThrow(
            () -> new IllegalArgumentException("the key '" + settings[0].key() + "' is missing"));
  }
}
