// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

/** Told of others who want us to know whether they are connected. */
public interface PresenceListener {

  /**
   * Somebody has come or gone.
   *
   * @param who a full address
   * @param here whether it is connected now
   */
  void changed(Address who, boolean here);
}
