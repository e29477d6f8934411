// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;

/** The work of {@link TcpPort}: one run connects to every port once. */
final class PortCheck implements Check {

  private static final int MAX_ANSWER = 64 * 1024;

  private final Values values;
  private final CheckServices services;
  private final String host;
  private final List<Integer> ports;
  private final Duration wait;
  private final Limits time;
  private final Limits days;
  private final Optional<Pattern> expect;
  private Optional<Trust> trust = Optional.empty(); // made when first needed

  PortCheck(Values values, CheckServices services, List<Integer> ports) {
    this.values = values;
    this.services = services;
    this.ports = ports;
    this.host = values.get(TcpPort.HOST);
    this.wait = values.get(TcpPort.WAIT);
    this.time = Limits.above(values, TcpPort.WARNING_TIME, TcpPort.CRITICAL_TIME);
    this.days = Expiry.limits(values);
    this.expect =
        values
            .find(TcpPort.EXPECT)
            .map(text -> Patterns.compile("expect", text, Pattern.MULTILINE));
    Duration needed = wait.multipliedBy(ports.size());
    if (wait.isZero() || needed.compareTo(services.timeout()) > 0) {
      throw new IllegalArgumentException(
          String.format(
              "wait: %d ports may take %d s, but timeout is %d s: lower wait or raise timeout",
              ports.size(), needed.toSeconds(), services.timeout().toSeconds()));
    }
  }

  @Override
  public CheckResult run(CheckState state) throws InterruptedException {
    long now = services.clock().instant().getEpochSecond();
    Episodes episodes = new Episodes(state, values, now);
    List<Message> messages = new ArrayList<>();
    for (int port : ports) {
      Message message = Message.of("host", host).with("port", port);
      if (ports.size() > 1) {
        message.put(Fields.ITEM, port);
      }
      Verdict verdict = visit(port, message);
      message.put("status", verdict.status().name());
      if (episodes.speaks(Integer.toString(port), verdict.status())) {
        message.put("subject", verdict.status().says(verdict.text()));
      }
      messages.add(message);
    }
    return episodes.keep(CheckResult.of(messages), state);
  }

  /** What is to be said about a port. */
  private record Verdict(Status status, String text) {}

  private Verdict visit(int port, Message message) throws InterruptedException {
    long start = System.nanoTime();
    Deadline deadline = new Deadline(start + wait.toNanos());
    try (SocketChannel channel = connect(port, deadline)) {
      Socket socket =
          values.get(TcpPort.TLS) ? tls(channel, port, deadline, message) : channel.socket();
      Verdict answered = converse(socket, port, deadline, message);
      message.put("response_ms", (System.nanoTime() - start) / 1_000_000);
      return answered.status() == Status.OK ? measured(port, message) : answered;
    } catch (ClosedByInterruptException | PatientText.GaveUp e) {
      throw new InterruptedException(e.getMessage());
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      return new Verdict(Status.CRITICAL, NetworkTrouble.words(e, host, port));
    }
  }

  /** Connects to the first of the host's addresses that takes it. */
  private SocketChannel connect(int port, Deadline deadline) throws IOException {
    Optional<IOException> refusal = Optional.empty();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.socket().connect(new InetSocketAddress(address, port), deadline.millisLeft());
        return channel;
      } catch (IOException e) {
        channel.close();
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        refusal = refusal.or(() -> Optional.of(e)); // the first says most
      }
    }
    throw refusal.orElseGet(() -> new UnknownHostException(host));
  }

  private Socket tls(SocketChannel channel, int port, Deadline deadline, Message message)
      throws IOException {
    Trust check = trust();
    SSLSocket socket =
        (SSLSocket)
            check.context().getSocketFactory().createSocket(channel.socket(), host, port, true);
    if (!values.get(TcpPort.IGNORE_CERT)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.setSoTimeout(deadline.millisLeft());
    try {
      socket.startHandshake();
    } finally {
      Optional<X509Certificate> shown = check.shown();
      shown.ifPresent(c -> Expiry.describe(c, services.clock().instant(), message));
    }
    return socket;
  }

  private Trust trust() {
    if (trust.isEmpty()) {
      trust =
          Optional.of(
              values.get(TcpPort.IGNORE_CERT)
                  ? Trust.inAnybody()
                  : values
                      .findPath(TcpPort.CA_FILE)
                      .map(Trust::inFile)
                      .orElseGet(Trust::inPublicAuthorities));
    }
    return trust.get();
  }

  /** Sends and waits as configured. */
  private Verdict converse(Socket socket, int port, Deadline deadline, Message message)
      throws IOException {
    Optional<String> send = values.find(TcpPort.SEND);
    if (send.isPresent()) {
      socket.getOutputStream().write(send.get().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }
    if (expect.isEmpty()) {
      return new Verdict(Status.OK, "");
    }
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    boolean found = readUntil(expect.get(), socket, deadline, received);
    String text = received.toString(StandardCharsets.UTF_8);
    message.put("answer", text.lines().findFirst().orElse(""));
    return found
        ? new Verdict(Status.OK, "")
        : new Verdict(
            Status.CRITICAL,
            String.format(
                "%s port %d answered '%s' instead of what was expected, '%s'",
                host, port, message.text("answer"), expect.get().pattern()));
  }

  private static boolean readUntil(
      Pattern wanted, Socket socket, Deadline deadline, ByteArrayOutputStream received)
      throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[4096];
    while (received.size() < MAX_ANSWER) {
      String text = received.toString(StandardCharsets.UTF_8);
      if (wanted.matcher(new PatientText(text)).find()) {
        return true;
      }
      try {
        socket.setSoTimeout(deadline.millisLeft());
        int length = in.read(buffer);
        if (length < 0) {
          return false;
        }
        received.write(buffer, 0, length);
      } catch (SocketTimeoutException e) {
        return false;
      }
    }
    return false;
  }

  private Verdict measured(int port, Message message) {
    String place = host + " port " + port;
    Status byTime = time.judge(message.number("response_ms").orElse(0));
    Status byDays = Expiry.judge(days, message);
    if (byDays.compareTo(byTime) > 0) {
      return new Verdict(byDays, place + ": " + Expiry.text(message));
    }
    return new Verdict(byTime, place + " answers in " + message.text("response_ms") + " ms");
  }

  /** A moment by which all must be done. */
  private record Deadline(long nanoTime) {

    int millisLeft() throws SocketTimeoutException {
      long left = (nanoTime - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("out of time");
      }
      return (int) left;
    }
  }
}
