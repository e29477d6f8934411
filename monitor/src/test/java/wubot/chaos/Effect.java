// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

/**
 * An effect that can be judged: a line before and a line after, both appended at once, to a file
 * that belongs to nobody's home; with a sink, also a request to it, which may be turned away.
 */
final class Effect implements Reaction {

  private final String member;
  private final Path log;
  private final int sink;
  private final long takesMillis;

  Effect(String member, Path log, int sink, long takesMillis) {
    this.member = member;
    this.log = log;
    this.sink = sink;
    this.takesMillis = takesMillis;
  }

  @Override
  public void react(Message message) throws InterruptedException {
    if (message.has("event")) {
      line("R", message, message.text("role") + ":" + message.text("event"));
      return;
    }
    line("B", message, "-");
    act(message);
  }

  /** Between the two lines; the point at which a daemon dies in the middle. */
  private void act(Message message) throws InterruptedException {
    if (takesMillis > 0) {
      TimeUnit.MILLISECONDS.sleep(takesMillis); // the effect takes its time
    }
    line("E", message, sink > 0 ? request(message) : "-");
  }

  private String request(Message message) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sink)) {
      socket.setSoTimeout(5_000);
      String words =
          message.text("n") + " " + message.text("claim.token") + " " + message.text("claim.key");
      socket.getOutputStream().write((words + "\n").getBytes(UTF_8));
      String answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
      if (answer == null) {
        throw ReactionFailure.passing("the sink hung up", null);
      }
      return answer;
    } catch (IOException e) {
      throw ReactionFailure.passing("the sink does not answer: " + e.getMessage(), e);
    }
  }

  private void line(String what, Message message, String more) {
    String token = message.text(message.has("event") ? "token" : "claim.token");
    String line =
        String.join(
            " ",
            what,
            Long.toString(System.currentTimeMillis()),
            member,
            message.has("n") ? message.text("n") : "0",
            token.isEmpty() ? "0" : token,
            more);
    try {
      Files.write(
          log, (line + "\n").getBytes(UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw ReactionFailure.passing("no line: " + e.getMessage(), e);
    }
  }
}
