// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.monitor.CheckFailure;
import wubot.monitor.CheckServices;

/** Fetches the address of a config file, as its {@link WebSettings} say. */
final class WebRequest {

  private static final int MAX_REDIRECTS = 5;

  private final Values values;
  private final WebClients clients;
  private final WebClients.Options options;
  private final Duration within;
  private final URI url;
  private final int maxSize;

  /**
   * Checks the values; connects to nobody yet.
   *
   * @throws IllegalArgumentException when they do not make a request
   */
  WebRequest(Values values, CheckServices services, WebClients clients) {
    this.values = values;
    this.clients = clients;
    this.url = address(WebSettings.URL.key(), values.get(WebSettings.URL));
    this.within = services.timeout().multipliedBy(9).dividedBy(10);
    String size = values.get(WebSettings.MAX_SIZE);
    this.maxSize = (int) Math.min(Sizes.parse(WebSettings.MAX_SIZE.key(), size), 64L << 20);
    this.options =
        new WebClients.Options(
            values.find(WebSettings.PROXY).map(WebRequest::proxy),
            values.findPath(WebSettings.CA_FILE),
            values.get(WebSettings.IGNORE_CERT));
    if (values.find(WebSettings.PASS).isPresent() && values.find(WebSettings.USER).isEmpty()) {
      throw new IllegalArgumentException("pass: there is no user to go with it");
    }
  }

  private static URI address(String key, String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + ": this is no web address", e); // without the text, which may hold a password
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          key + ": the address carries a password; use the keys user and pass instead");
    }
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          key + ": expected an address such as https://example.org/" + found(text));
    }
    return uri;
  }

  /** Without a text that may hold a password. */
  private static String found(String text) {
    return text.contains("@") || text.indexOf(':') != text.lastIndexOf(':')
        ? ""
        : ", found '" + text + "'";
  }

  private static URI proxy(String text) {
    URI uri = address("proxy", text.contains("://") ? text : "http://" + text);
    if (uri.getPort() < 0) {
      throw new IllegalArgumentException("proxy: the port is missing in '" + text + "'");
    }
    return uri;
  }

  /** Where to. */
  URI url() {
    return url;
  }

  /** Fetches with GET. */
  WebPage get(Map<String, String> moreHeaders) throws InterruptedException {
    return fetch("GET", "", moreHeaders);
  }

  /**
   * Fetches, following redirects where that is wanted.
   *
   * @throws CheckFailure when there is no whole answer, in plain words
   */
  WebPage fetch(String method, String body, Map<String, String> moreHeaders)
      throws InterruptedException {
    long start = System.nanoTime();
    URI at = url;
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      HttpResponse<byte[]> answer = send(at, method, body, moreHeaders, start);
      Optional<String> location = answer.headers().firstValue("location");
      boolean redirect =
          answer.statusCode() >= 301 && answer.statusCode() <= 308 && answer.statusCode() != 304;
      if (!redirect || location.isEmpty() || !values.get(WebSettings.REDIRECTS)) {
        return page(answer, start);
      }
      at = redirected(at, location.get());
    }
    throw new CheckFailure(url + " redirects more than " + MAX_REDIRECTS + " times");
  }

  private static URI redirected(URI from, String location) {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new CheckFailure(from + " redirects to what is no address", e);
    }
    if (to.getHost() == null || !String.valueOf(to.getScheme()).startsWith("http")) {
      throw new CheckFailure(from + " redirects to what is no web address");
    }
    if ("https".equals(from.getScheme()) && !"https".equals(to.getScheme())) {
      throw new CheckFailure(from + " redirects from https to http, which is not followed");
    }
    return to;
  }

  private HttpResponse<byte[]> send(
      URI to, String method, String body, Map<String, String> moreHeaders, long start)
      throws InterruptedException {
    Duration left = within.minusNanos(System.nanoTime() - start);
    HttpClient client = clients.get(options);
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request(to, method, body, moreHeaders), info -> new WebBody(maxSize));
    try {
      return answer.get(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CheckFailure(to + ": no complete answer within " + within.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw failed(to, e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private CheckFailure failed(URI to, Throwable problem) {
    for (Throwable at = problem; at != null; at = at.getCause()) {
      if (at instanceof WebBody.TooLarge) {
        return tooLarge(to);
      }
    }
    boolean tls = "https".equals(to.getScheme());
    int port = to.getPort() >= 0 ? to.getPort() : tls ? 443 : 80;
    return new CheckFailure(to + ": " + NetworkTrouble.words(problem, to.getHost(), port), problem);
  }

  private CheckFailure tooLarge(URI to) {
    return new CheckFailure(
        to + ": the answer is larger than " + Sizes.text(maxSize) + "; raise max_size");
  }

  private HttpRequest request(URI to, String method, String body, Map<String, String> moreHeaders) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", values.get(WebSettings.AGENT));
    headers.put("Accept-Encoding", "gzip");
    boolean home = isHome(to);
    if (home) {
      values
          .find(WebSettings.HEADERS)
          .ifPresent(map -> map.forEach((name, v) -> headers.put(name, FieldValue.text(v))));
    }
    headers.putAll(moreHeaders);
    if (home) {
      authorization().ifPresent(value -> headers.put("Authorization", value));
    }
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(to)
            .timeout(within)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    try {
      headers.forEach(builder::setHeader);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new CheckFailure("headers: a header's name or value cannot be sent", e);
    }
  }

  /** Whether it is the very server that was configured: secrets go to no other. */
  private boolean isHome(URI to) {
    return to.getHost().equalsIgnoreCase(url.getHost())
        && to.getPort() == url.getPort()
        && to.getScheme().equalsIgnoreCase(url.getScheme());
  }

  private Optional<String> authorization() {
    Optional<String> token = values.find(WebSettings.TOKEN).map(t -> "Bearer " + t.reveal());
    Optional<String> basic = values.find(WebSettings.USER).map(this::basic);
    return token.or(() -> basic);
  }

  private String basic(String user) {
    String pass = values.find(WebSettings.PASS).map(p -> p.reveal()).orElse("");
    byte[] both = (user + ":" + pass).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  private WebPage page(HttpResponse<byte[]> answer, long start) {
    byte[] body = answer.body();
    if (body.length > 0
        && answer.headers().firstValue("content-encoding").orElse("").contains("gzip")) {
      try {
        body = WebBody.unzipped(body, maxSize);
      } catch (WebBody.TooLarge e) {
        throw tooLarge(answer.uri());
      } catch (IOException e) {
        throw new CheckFailure(answer.uri() + ": the answer is damaged", e);
      }
    }
    return new WebPage(
        answer.statusCode(),
        answer.headers().firstValue("content-type").orElse(""),
        answer.headers().firstValue("etag").orElse(""),
        answer.headers().firstValue("last-modified").orElse(""),
        ByteBuffer.wrap(body),
        (System.nanoTime() - start) / 1_000_000,
        answer.sslSession().flatMap(WebRequest::certificate));
  }

  private static Optional<X509Certificate> certificate(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate x509
          ? Optional.of(x509)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
