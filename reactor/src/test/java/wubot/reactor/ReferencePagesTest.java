// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import wubot.config.ReferencePage;
import wubot.config.ReferencePages;
import wubot.rule.ReactionType;

/** The pages in docs/reference/reactions say what the reactions declare. */
class ReferencePagesTest {

  @Test
  void sayWhatTheReactionsDeclare() {
    List<ReferencePage> pages =
        ServiceLoader.load(ReactionType.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(ReferencePagesTest::isProduct)
            .map(ReferencePagesTest::page)
            .toList();
    ReferencePages.hold("reactions", "Reactions", pages);
  }

  /** Tests register reactions of their own, which are nobody's business. */
  private static boolean isProduct(ReactionType type) {
    String from = type.getClass().getProtectionDomain().getCodeSource().getLocation().toString();
    return !from.contains("test-classes") && !from.contains("-tests.jar");
  }

  private static ReferencePage page(ReactionType type) {
    String work =
        switch (type.work()) {
          case FIELDS ->
              "It changes fields only, so it may also stand in a check's `react:` rules.";
          case STATE -> "It keeps state by message key, durably, and has no other effect.";
          case LOCAL -> "It acts on this host, before the next rule runs.";
          case DELIVERY ->
              "It speaks to somebody else: the message is put durably in an outbox and delivered"
                  + " beside the rules, with retries.";
        };
    return new ReferencePage(
        type.name(),
        type.summary(),
        "A rule in `config/reactor.yaml`",
        type.example(),
        type.settings(),
        "Fields it sets",
        type.fields(),
        work + " How rules work: [rules](../../rules.md).");
  }
}
