// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

/** Is told what a reader had to pass over. */
interface Damage {

  /** A stretch of a file is no intact record. */
  void stretch(FileScan scan, long from, long to);

  /** These records are gone. */
  void missing(long first, long last);
}
