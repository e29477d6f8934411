// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;
import wubot.message.Identity;

/**
 * What is claimed: one effect of one rule for one message, named alike by every member.
 *
 * @param rule which rule's effect; also the part of the store its records lie in together
 * @param name what tells this effect from the rule's others
 * @param message the message it belongs to, when it has an identity; without one the claim is
 *     remembered by time only
 */
public record ClaimId(String rule, String name, Optional<Identity> message) {

  /** The copy-th effect of a rule for a message; copy from 0. */
  public static ClaimId of(Identity message, String rule, int copy) {
    return new ClaimId(rule, message + "/" + copy, Optional.of(message));
  }

  /** The effect of a rule for an event that an outside system names, e.g. a chat's message id. */
  public static ClaimId named(String rule, String event) {
    return new ClaimId(rule, event, Optional.empty());
  }

  /** The key of its record. Keys of a rule and an origin lie together, in the order of sequence. */
  String key(ClaimPlace place) {
    if (message.isEmpty()) {
      return place.key("claim", rule, "e", name);
    }
    Identity id = message.get();
    String sequence = Long.toString(id.sequence());
    String padded = "0".repeat(19 - sequence.length()) + sequence;
    String copy = name.substring(name.lastIndexOf('/') + 1);
    return place.key(
        "claim", rule, "m", id.origin(), Long.toString(id.incarnation(), 36), padded, copy);
  }

  /** For people and for far ends that know the repetition of a request: {@code rule/name}. */
  @Override
  public String toString() {
    return rule + "/" + name;
  }
}
