// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.Objects;

/**
 * Where a record came from when it was copied from another queue: kept in the record itself, so
 * that no crash can part what was received from the note that it was.
 *
 * @param link name of the way it came, unique for the sending queue and its incarnation
 * @param sequence the record's sequence in the sending queue, growing along the link
 */
public record LinkStamp(String link, long sequence) {

  /** Checks the parts. */
  public LinkStamp {
    Objects.requireNonNull(link, "link");
    if (link.isEmpty() || sequence < 1) {
      throw new IllegalArgumentException("a link has a name and sequences from 1");
    }
  }
}
