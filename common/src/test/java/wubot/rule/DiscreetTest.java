// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;

/** What a reaction with a secret says of a failure. */
final class DiscreetTest {

  private static final Setting<Secret> KEY = Setting.secret("key");

  /** Fails in one way, with its secret in the words. */
  private static final class Talkative extends FieldReaction {

    private final Function<String, ReactionFailure> failing;

    Talkative(Function<String, ReactionFailure> failing) {
      super("Talkative", "For tests.", Settings.of(KEY), "- plugin: Talkative", List.of());
      this.failing = failing;
    }

    @Override
    public Reaction create(Values values, ReactionServices services) {
      return message -> {
        throw failing.apply("the server said swordfish");
      };
    }
  }

  static Stream<ReactionFailure> kinds() {
    return Stream.of(
        ReactionFailure.passing("", null),
        ReactionFailure.lasting(""),
        ReactionFailure.elsewhere(""));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void keepsTheKindOfAFailureAndLeavesTheSecretOut(ReactionFailure kind)
      throws InterruptedException {
    RuleTree tree =
        Rules.tree(
            "- name: r\n  plugin: Talkative\n  config: {key: swordfish}\n",
            new Talkative(kind::saying));
    Reaction reaction = tree.rules().get(0).step().orElseThrow().reaction();
    ReactionFailure failure =
        assertThrows(ReactionFailure.class, () -> reaction.react(Message.of("a", "b")));
    assertEquals(kind.isElsewhere(), failure.isElsewhere());
    assertEquals(kind.isPassing(), failure.isPassing());
    assertEquals(-1, failure.getMessage().indexOf("swordfish"), failure.getMessage());
  }
}
