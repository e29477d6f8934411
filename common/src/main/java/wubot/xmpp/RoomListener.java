// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

/** Told of the rooms that a connection is to be in; must not block. */
public interface RoomListener {

  /** Does not listen. */
  RoomListener NONE =
      new RoomListener() {
        @Override
        public void entered(Address room, String nick) {}

        @Override
        public void left(Address room, String why, boolean refused) {}
      };

  /** We are in the room, under this name. */
  void entered(Address room, String nick);

  /**
   * We are not in the room, and try again by and by.
   *
   * @param why in plain words
   * @param refused whether the room does not want us, so that somebody has to do something
   */
  void left(Address room, String why, boolean refused);
}
