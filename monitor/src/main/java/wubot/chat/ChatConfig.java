// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import java.nio.file.Path;
import java.util.List;
import wubot.xmpp.Address;
import wubot.xmpp.XmppSettings;

/**
 * What one instance of the chat is told to do.
 *
 * @param connection to the server
 * @param rooms to be in
 * @param nick the name to go by in them
 * @param prefix what begins a line that is meant for wubot
 * @param allow whose lines are read, see {@link wubot.xmpp.AllowList}
 * @param directory the queue with what is to be said
 * @param longest characters of a line that is read, and of a text that is said, at most
 */
record ChatConfig(
    XmppSettings connection,
    List<Address> rooms,
    String nick,
    String prefix,
    List<String> allow,
    Path directory,
    int longest) {}
