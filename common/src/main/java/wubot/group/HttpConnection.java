// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to a server that speaks HTTP/1.1 and answers posts.
 *
 * <p>Java's own clients repeat requests behind the caller's back, cannot be closed, or wait for a
 * stuck peer without end while they write; here a request is sent at most once, {@link #close()}
 * from any thread ends whatever goes on, and who closes knows that nothing is left.
 */
final class HttpConnection implements AutoCloseable {

  /**
   * What was answered.
   *
   * @param status e.g. 200
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for a moment and is never compared
  record Response(int status, byte[] body) {}

  private static final int LONGEST_LINE = 16_384;

  private final Socket raw;
  private final String host;
  private final Consumer<HttpConnection> closed;
  private Socket socket;
  private InputStream in;
  private boolean last;
  private boolean answered;
  private volatile boolean sent;

  /**
   * Not connected yet, so that it can be closed while it connects.
   *
   * @param host as the server calls itself, with its port
   * @param closed is told when it ends
   */
  HttpConnection(String host, Consumer<HttpConnection> closed) {
    this.raw = new Socket();
    this.host = host;
    this.closed = closed;
  }

  void connect(InetSocketAddress address, int timeoutMillis) throws IOException {
    raw.connect(
        address.isUnresolved()
            ? new InetSocketAddress(address.getHostString(), address.getPort())
            : address,
        timeoutMillis);
    raw.setTcpNoDelay(true);
    socket = raw;
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Talks TLS from now on, with a server whose certificate is made out to the host. */
  void encrypt(SSLSocketFactory factory, String host, int port) throws IOException {
    SSLSocket encrypted = (SSLSocket) factory.createSocket(raw, host, port, true);
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    try {
      encrypted.startHandshake();
    } catch (IOException e) {
      throw endedAtOnce(e);
    }
    socket = encrypted;
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** From now on {@link #sent()} is about the next request. */
  void beginRequest() {
    sent = false;
  }

  /** Posts and reads the whole answer. */
  Response post(String path, String authorization, byte[] body) throws IOException {
    Head head = ask(path, authorization, body);
    if (head.chunked()) {
      return new Response(head.status(), new Chunks().readAllBytes());
    }
    if (head.length() < 0) {
      last = true;
      return new Response(head.status(), in.readAllBytes());
    }
    byte[] bytes = in.readNBytes(head.length());
    if (bytes.length < head.length()) {
      throw new EOFException("the server closed the connection in the middle of an answer");
    }
    return new Response(head.status(), bytes);
  }

  /** Posts and returns the answer while it comes. */
  InputStream stream(String path, String authorization, byte[] body) throws IOException {
    Head head = ask(path, authorization, body);
    if (head.status() != 200) {
      throw new IOException("answered " + head.status());
    }
    return head.chunked() ? new Chunks() : in;
  }

  /** Whether bytes of the latest request may have reached the server. */
  boolean sent() {
    return sent;
  }

  /** Whether another request can follow. */
  boolean reusable() {
    return !last && !raw.isClosed();
  }

  /** Whether the server has closed it meanwhile, as far as can be seen. */
  boolean dead() {
    try {
      if (raw.isClosed()) {
        return true;
      }
      socket.setSoTimeout(1);
      int unused = in.read(); // nothing comes unasked but the end
      return true;
    } catch (SocketTimeoutException e) {
      return !quiet();
    } catch (IOException e) {
      return true;
    }
  }

  /** No reading waits longer for the next byte; 0 for ever. */
  void readTimeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  private boolean quiet() {
    try {
      socket.setSoTimeout(0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it at once, without a word to a server that may not listen. */
  @Override
  public void close() {
    closed.accept(this);
    try {
      raw.close();
    } catch (IOException e) {
      // gone all the same
    }
  }

  private Head ask(String path, String authorization, byte[] body) throws IOException {
    try {
      send(path, authorization, body);
      Head head = readHead();
      answered = true;
      return head;
    } catch (IOException e) {
      throw answered || socket == raw ? e : endedAtOnce(e);
    }
  }

  /** Who dislikes a client's certificate says so after the client has begun to write, if at all. */
  private static IOException endedAtOnce(IOException e) {
    boolean ended =
        Stream.iterate((Throwable) e, one -> one != null, Throwable::getCause)
            .anyMatch(one -> one instanceof SocketException || one instanceof EOFException);
    return ended
        ? new SSLException("ended at once, as servers do that want another certificate", e)
        : e;
  }

  private void send(String path, String authorization, byte[] body) throws IOException {
    var request = new ByteArrayOutputStream(body.length + 256);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n"
            + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
            + "\r\n";
    request.writeBytes(head.getBytes(ISO_8859_1));
    request.writeBytes(body);
    sent = true;
    OutputStream out = socket.getOutputStream();
    request.writeTo(out);
    out.flush();
  }

  private record Head(int status, int length, boolean chunked) {}

  private Head readHead() throws IOException {
    int status = -1;
    while (status < 200) { // what begins with 1 is followed by the answer
      String first = line();
      if (!first.startsWith("HTTP/1.") || first.length() < 12) {
        throw new IOException("the server does not speak HTTP");
      }
      status = number(first.substring(9, 12), 10);
      Head head = fields(status);
      if (status >= 200) {
        return head;
      }
    }
    throw new IOException("no answer");
  }

  private Head fields(int status) throws IOException {
    int length = -1;
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
      switch (name) {
        case "content-length" -> length = number(value, 10);
        case "transfer-encoding" -> chunked = value.endsWith("chunked");
        case "connection" -> last |= value.equals("close");
        default -> {}
      }
    }
    return new Head(status, length, chunked);
  }

  private static int number(String text, int radix) throws IOException {
    try {
      return Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      throw new IOException("the server does not speak HTTP", e);
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (line.length() > LONGEST_LINE) {
        throw new IOException("the server answered with an endless line");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** A body in parts, each behind its length. */
  private final class Chunks extends InputStream {

    private int left;
    private boolean first = true;
    private boolean over;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0 && !over) {
        if (!first) {
          line();
        }
        first = false;
        left = number(line().split(";", 2)[0].strip(), 16);
        if (left == 0) {
          over = true;
          while (!line().isEmpty()) {
            // what follows the last part
          }
        }
      }
      if (over) {
        return -1;
      }
      int got = in.read(into, offset, Math.min(length, left));
      if (got < 0) {
        throw new EOFException("the server closed the connection in the middle of an answer");
      }
      left -= got;
      return got;
    }
  }
}
