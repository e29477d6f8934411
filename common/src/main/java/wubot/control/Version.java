// SPDX-License-Identifier: Apache-2.0
package wubot.control;

/** Which wubot this is. */
public final class Version {

  /** The number of the release, or of the one that is being made. */
  public static final String CURRENT = "0.1.0";

  private Version() {}
}
