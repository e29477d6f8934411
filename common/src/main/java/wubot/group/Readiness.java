// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * What a member says about itself and one role.
 *
 * @param hash of what all must agree on about the role, see {@link RoleSettings#hash}
 * @param level whether it would take it
 * @param permitted what its own configuration permits; an order to the group overrides it
 * @param why it is not ready, for people; may be empty
 */
public record Readiness(String hash, Level level, boolean permitted, String why) {

  /** Whether a member would take a role. */
  public enum Level {
    /** It would, also from another. */
    READY,
    /** It would when no ready one is there: it failed with it before. */
    RESERVE,
    /** Not now. */
    UNFIT
  }

  static Readiness of(Document document) {
    Level level = Level.UNFIT;
    for (Level one : Level.values()) {
      if (one.name().equals(document.text("level").orElse(""))) {
        level = one;
      }
    }
    return new Readiness(
        document.text("hash").orElse(""),
        level,
        document.flag("permitted"),
        document.text("why").orElse(""));
  }

  Document document() {
    return Document.empty()
        .with("hash", hash)
        .with("level", level.name())
        .with("permitted", permitted)
        .with("why", why);
  }
}
