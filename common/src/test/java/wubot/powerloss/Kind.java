// SPDX-License-Identifier: Apache-2.0
package wubot.powerloss;

/** How the pages that were not forced fare in a power loss. */
public enum Kind {
  /** None of them reached the disk. */
  NOTHING_WRITTEN("nothing unforced written"),
  /** All of them did. */
  ALL_WRITTEN("everything written"),
  /** Each did or did not. */
  PAGES("pages in any order"),
  /** Each sector of each page did or did not. */
  SECTORS("torn pages"),
  /** All but the first of a file. */
  HEADER_LOST("header page lost"),
  /** All but one. */
  ONE_LOST("one page lost"),
  /** One alone. */
  ONE_WRITTEN("one page written"),
  /** The first so many, and the file ends there. */
  IN_ORDER("written in order, cut"),
  /** As PAGES, and one sector was caught in the middle. */
  HALF_SECTOR("half a sector");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  /** For tables. */
  public String words() {
    return words;
  }
}
