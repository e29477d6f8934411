// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

/** Members of the group that must be there at the start are not. */
final class MissingMembers extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MissingMembers(String message) {
    super(message);
  }
}
