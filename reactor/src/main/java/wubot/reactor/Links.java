// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

/** The names of the ways along which messages are copied from one queue to another. */
final class Links {

  private Links() {}

  /** Of a queue on this host, another one when the queue was made anew. */
  static String name(String host, long incarnation) {
    return host + "/" + Long.toString(incarnation, 36);
  }
}
