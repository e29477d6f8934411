// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another program that carries messages from host to host, as two processes. */
interface Peer extends AutoCloseable {

  /** Its name and version. */
  String name();

  /** The settings that decide what a crash may cost, short. */
  String settings();

  /** Starts receiver and sender, and returns when both are ready. */
  void start() throws IOException;

  /** Hands lines to the sender; returns when it has taken them. */
  void feed(List<String> lines) throws IOException;

  /** The directory in whose files the receiver writes what it got, a line each. */
  Path received();

  /** Kills the receiver with SIGKILL and starts it again. */
  void killReceiver();

  /** Stops both. */
  @Override
  void close();
}
