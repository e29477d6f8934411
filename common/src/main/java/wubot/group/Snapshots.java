// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What holders of roles leave in the store. One key says whose it is and what it consists of, and
 * carries the token of the holder; the parts lie beside it. A holder with a smaller token cannot
 * write.
 */
final class Snapshots {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int PART = Store.LONGEST_VALUE * 4 / 5;
  private static final int MOST_PARTS = 160;
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 20;

  private final MemberSettings settings;
  private final Store store;
  private final Map<String, Saving> savings = new ConcurrentHashMap<>();

  /** One writing of a role at a time; guarded by itself. */
  private static final class Saving {
    private long ended = -1; // the token of the last holder here that ended its work
  }

  Snapshots(MemberSettings settings, Store store) {
    this.settings = settings;
    this.store = store;
  }

  /**
   * What is there for a role.
   *
   * @throws StoreAway when the store did not answer
   */
  Optional<Handover> read(String role) {
    return store.get(head(role)).flatMap(entry -> load(role, Document.of(entry)));
  }

  /**
   * The schema of what is there for a role; 0 when there is nothing.
   *
   * @throws StoreAway when the store did not answer
   */
  int schema(String role) {
    return store
        .get(head(role))
        .map(entry -> (int) Document.of(entry).number("schema").orElse(0))
        .orElse(0);
  }

  /**
   * Makes sure that only holders with this token or a larger one write from now on.
   *
   * @return what is there; empty when there is nothing
   * @throws StoreAway when the store did not answer, or a larger token was there
   */
  Optional<Handover> take(String role, long token) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Entry> entry = store.get(head(role));
      Document head = entry.map(Document::of).orElse(Document.empty());
      if (head.number("token").orElse(0) > token) {
        throw new StoreAway("a later holder of " + role + " has begun");
      }
      if (write(role, entry, head.with("token", token))) {
        return load(role, head);
      }
    }
    throw new StoreAway("too many others write the snapshot of " + role);
  }

  /**
   * Leaves something in place of what was there. What is left at the end of the work stays: a
   * snapshot that the same holder still saves comes too late.
   *
   * @return not when a holder with a larger token has begun, or this one has ended its work
   * @throws StoreAway when the store did not answer; it may be there
   * @throws IllegalArgumentException when it is too large
   */
  boolean save(String role, long token, Handover handover, String revision) {
    Saving saving = saving(role);
    synchronized (saving) {
      if (!handover.complete() && saving.ended >= token) {
        return false;
      }
      if (handover.complete()) {
        saving.ended = token;
      }
      return write(role, token, handover, revision);
    }
  }

  private Saving saving(String role) {
    return savings.computeIfAbsent(role, name -> new Saving());
  }

  private boolean write(String role, long token, Handover handover, String revision) {
    String text = handover.toText();
    List<String> parts = parts(text);
    if (parts.size() > MOST_PARTS) {
      throw new IllegalArgumentException(
          "what " + role + " leaves has " + text.length() + " characters, which is too large");
    }
    String name = String.format(Locale.ROOT, "%020d-%s", token, revision);
    Document next =
        Document.empty()
            .with("token", token)
            .with("name", name)
            .with("schema", handover.schema())
            .with("parts", parts.size())
            .with("hash", hash(text));
    boolean stored = false;
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Entry> entry = store.get(head(role));
      if (entry.map(Document::of).filter(head -> isLater(head, token)).isPresent()) {
        return false;
      }
      for (int part = 0; part < parts.size() && !stored; part++) {
        sure(store.create(partsOf(role) + name + "/" + part, parts.get(part), Duration.ZERO));
      }
      stored = true;
      if (write(role, entry, next)) {
        return true;
      }
    }
    throw new StoreAway("too many others write the snapshot of " + role);
  }

  private static boolean isLater(Document head, long token) {
    return head.number("token").orElse(0) > token;
  }

  private boolean write(String role, Optional<Entry> entry, Document head) {
    return sure(
        entry
            .map(one -> store.replace(one.key(), one.version(), head.toText(), Duration.ZERO))
            .orElseGet(() -> store.create(head(role), head.toText(), Duration.ZERO)));
  }

  private static boolean sure(Outcome outcome) {
    if (outcome instanceof Outcome.Unknown unknown) {
      throw new StoreAway(unknown.why());
    }
    return outcome.isApplied();
  }

  private Optional<Handover> load(String role, Document head) {
    Optional<String> name = head.text("name");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    long parts = head.number("parts").orElse(0);
    for (int i = 0; i < parts; i++) {
      text.append(store.get(partsOf(role) + name.get() + "/" + i).map(Entry::value).orElse(""));
    }
    if (!hash(text.toString()).equals(head.text("hash").orElse(""))) {
      LOG.error("what was left for the role {} is damaged and is not used", role);
      return Optional.empty();
    }
    return Optional.of(Handover.parse(text.toString()));
  }

  /** Deletes what earlier revisions left behind; best done when nobody waits. */
  void sweep(String role) {
    synchronized (saving(role)) { // parts that are being written look like those left behind
      delete(role);
    }
  }

  private void delete(String role) {
    try {
      Optional<String> current = store.get(head(role)).flatMap(e -> Document.of(e).text("name"));
      if (current.isEmpty()) {
        return;
      }
      String name = current.get(); // parts of later tokens are still being written by others
      for (Entry entry : store.list(partsOf(role), "", PAGE)) {
        if (entry.key().compareTo(partsOf(role) + name) < 0 || olderRevision(role, entry, name)) {
          store.delete(entry.key(), entry.version());
        }
      }
    } catch (StoreAway e) {
      LOG.debug("old parts of {} stay until the next time: {}", role, e.getMessage());
    }
  }

  private boolean olderRevision(String role, Entry entry, String name) {
    String token = name.substring(0, name.indexOf('-') + 1);
    return entry.key().startsWith(partsOf(role) + token)
        && !entry.key().startsWith(partsOf(role) + name);
  }

  private String head(String role) {
    return settings.key("snapshot/" + role);
  }

  private String partsOf(String role) {
    return settings.key("snapshot-part/" + role + "/");
  }

  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + PART);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--; // half a character is no text
      }
      parts.add(text.substring(from, to));
      from = to;
    }
    return parts;
  }

  private static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
