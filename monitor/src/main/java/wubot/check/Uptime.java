// SPDX-License-Identifier: Apache-2.0
package wubot.check;

/** {@link Load} under the name it had in the original wubot, for config trees that use it. */
public final class Uptime extends Load {

  @Override
  public String name() {
    return "Uptime";
  }

  @Override
  public String summary() {
    return "Another name for Load.";
  }
}
