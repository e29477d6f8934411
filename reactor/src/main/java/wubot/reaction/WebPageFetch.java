// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.message.Message;
import wubot.rule.Escaping;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.Template;

/** Fetches what a template or a field names. */
final class WebPageFetch implements Reaction {

  private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9_:.-]+)");

  private final Optional<Template> url;
  private final String urlField;
  private final List<String> hosts;
  private final String field;
  private final Duration timeout;
  private final int most;
  private Optional<HttpClient> client = Optional.empty();

  WebPageFetch(
      Optional<Template> url,
      String urlField,
      List<String> hosts,
      String field,
      Duration timeout,
      int most) {
    this.url = url;
    this.urlField = urlField;
    this.hosts = hosts;
    this.field = field;
    this.timeout = timeout;
    this.most = most;
  }

  @Override
  public void react(Message message) throws InterruptedException {
    String text = url.isPresent() ? url.get().fill(message, Escaping.URL) : message.text(urlField);
    if (!text.isEmpty()) {
      message.put(field, fetch(address(text)));
    }
  }

  private URI address(String text) {
    try {
      URI uri = URI.create(text.strip());
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
      if (!scheme.matches("https?") || uri.getHost() == null || uri.getUserInfo() != null) {
        throw ReactionFailure.lasting("'" + Noticed.oneLine(text) + "' is no web address");
      }
      if (!hosts.isEmpty() && !hosts.contains(host)) {
        throw ReactionFailure.lasting("'" + host + "' is not among the hosts that may be asked");
      }
      return uri;
    } catch (IllegalArgumentException e) {
      throw ReactionFailure.lasting("'" + Noticed.oneLine(text) + "' is no web address");
    }
  }

  private String fetch(URI from) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(from).timeout(timeout).GET().build();
    CompletableFuture<String> answer =
        client()
            .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(this::text);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ReactionFailure failure) {
        throw failure;
      }
      throw ReactionFailure.passing("cannot reach " + from.getHost() + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw ReactionFailure.passing(from.getHost() + " did not answer in time", e);
    } finally {
      answer.cancel(true);
    }
  }

  private String text(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != 200) {
        String problem = answer.uri().getHost() + " answered " + answer.statusCode();
        throw answer.statusCode() >= 500
            ? ReactionFailure.passing(problem, null)
            : ReactionFailure.lasting(problem);
      }
      byte[] bytes = body.readNBytes(most + 1);
      if (bytes.length > most) {
        throw ReactionFailure.lasting("the page is larger than " + most + " bytes");
      }
      return new String(bytes, charset(answer));
    } catch (IOException e) {
      throw ReactionFailure.passing("the answer broke off: " + e, e);
    }
  }

  private static Charset charset(HttpResponse<?> answer) {
    Matcher named = CHARSET.matcher(answer.headers().firstValue("Content-Type").orElse(""));
    try {
      return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /** A redirect could lead away from the hosts that may be asked. */
  private HttpClient client() {
    if (client.isEmpty()) {
      client =
          Optional.of(
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .followRedirects(
                      hosts.isEmpty() ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER)
                  .connectTimeout(timeout)
                  .build());
    }
    return client.get();
  }

  @Override
  public Optional<Set<String>> writes() {
    return Optional.of(Set.of(field));
  }

  @Override
  public void close() {
    client = Optional.empty();
  }
}
