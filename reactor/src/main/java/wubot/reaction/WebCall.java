// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import wubot.config.Secret;
import wubot.message.Message;
import wubot.rule.ReactionFailure;
import wubot.rule.Template;

/** One request to a web server, sent again and again with other bodies. */
final class WebCall {

  private static final int ANSWER_SHOWN = 200;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /** The header that proves who we are. */
  record Auth(String header, Secret value) {}

  private final URI url;
  private final String method;
  private final Map<String, Template> headers;
  private final Optional<Auth> auth;
  private final List<String> expected;
  private final Duration timeout;
  private final Optional<Path> authority;
  private final Clock clock;
  private Optional<HttpClient> client = Optional.empty();
  private Instant notBefore = Instant.MIN;

  WebCall(
      URI url,
      String method,
      Map<String, Template> headers,
      Optional<Auth> auth,
      List<String> expected,
      Duration timeout,
      Optional<Path> authority,
      Clock clock) {
    this.url = url;
    this.method = method;
    this.headers = headers;
    this.auth = auth;
    this.expected = expected;
    this.timeout = timeout;
    this.authority = authority;
    this.clock = clock;
    expected.forEach(WebCall::checkStatus);
  }

  private static void checkStatus(String status) {
    if (!status.matches("[1-5]([0-9]{2}|xx)")) {
      throw new IllegalArgumentException(
          "expect_status: '" + status + "' is no status such as 204 or 2xx");
    }
  }

  /**
   * Sends the body.
   *
   * @throws ReactionFailure when it was not taken
   */
  void send(Message message, String body) throws InterruptedException {
    if (clock.instant().isBefore(notBefore)) {
      throw ReactionFailure.passing(where() + " asked for a pause until " + notBefore, null);
    }
    HttpResponse<String> answer = answer(request(message, body));
    int status = answer.statusCode();
    if (expected.stream().anyMatch(e -> matches(e, status))) {
      return;
    }
    String problem = where() + " answered " + status + said(answer.body());
    if (status == 429 || status == 503) {
      notBefore = clock.instant().plus(pause(answer.headers()));
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      throw ReactionFailure.passing(problem, null);
    }
    throw ReactionFailure.lasting(problem);
  }

  private static boolean matches(String expected, int status) {
    String text = Integer.toString(status);
    return expected.endsWith("xx") ? expected.charAt(0) == text.charAt(0) : expected.equals(text);
  }

  /** The host alone: the rest of a webhook's URL is often its key. */
  private String where() {
    return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  private static String said(String body) {
    String line = Noticed.oneLine(body).strip();
    if (line.isEmpty()) {
      return "";
    }
    return ": " + (line.length() > ANSWER_SHOWN ? line.substring(0, ANSWER_SHOWN) + "…" : line);
  }

  private HttpRequest request(Message message, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    try {
      headers.forEach(
          (name, value) -> request.setHeader(name, Noticed.oneLine(value.fill(message)).strip()));
      auth.ifPresent(a -> request.setHeader(a.header(), a.value().reveal()));
    } catch (IllegalArgumentException e) {
      throw ReactionFailure.lasting("a header cannot be sent: its name or value is not allowed");
    }
    return request.build();
  }

  private HttpResponse<String> answer(HttpRequest request) throws InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(request, info -> new FirstBytes());
    try {
      return answer.get(timeout.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() instanceof IOException io ? io : e;
      String words =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw ReactionFailure.passing("cannot reach " + where() + ": " + words, cause);
    } catch (TimeoutException e) {
      throw ReactionFailure.passing(where() + " did not answer in time", e);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpClient client() {
    if (client.isEmpty()) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(timeout);
      authority.ifPresent(file -> builder.sslContext(Trusted.authority(file)));
      client = Optional.of(builder.build());
    }
    return client.get();
  }

  private Duration pause(HttpHeaders answer) {
    Duration asked =
        answer.firstValue("Retry-After").flatMap(this::retryAfter).orElse(Duration.ZERO);
    return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }

  private Optional<Duration> retryAfter(String text) {
    if (text.strip().matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())));
    }
    try {
      Instant until =
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), until);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Lets go of the client; its threads end by themselves. */
  void close() {
    client = Optional.empty();
  }
}
