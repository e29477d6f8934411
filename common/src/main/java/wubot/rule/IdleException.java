// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/** Settings without which a reaction leaves every message as it is, as it did in the original. */
final class IdleException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  IdleException(String missing) {
    super(missing);
  }
}
