// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.util.List;

/** A server of MongoDB's protocol in a process of its own, which can be stopped as a whole. */
public final class MongoProgram {

  private MongoProgram() {}

  /** Serves the port of the first argument until it is killed; what it has is in memory. */
  public static void main(String[] arguments) {
    new MongoServer(new OneAtATime()).bind("127.0.0.1", Integer.parseInt(arguments[0]));
  }

  static List<String> command(int port) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        MongoProgram.class.getName(),
        Integer.toString(port));
  }

  /**
   * Its commands are not atomic by themselves, as those of a real one are, and its answers hold the
   * very documents that the next command changes while they are sent.
   */
  private static final class OneAtATime extends OrderedBackend {

    @Override
    public synchronized Document handleCommand(
        Channel channel, String database, String command, Document query) {
      return super.handleCommand(channel, database, command, query).cloneDeeply();
    }

    @Override
    public synchronized Document handleMessage(MongoMessage message) {
      return super.handleMessage(message).cloneDeeply();
    }
  }
}
