// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.ReactionFailure;
import wubot.rule.StateSpace;
import wubot.rule.Template;

/** Feeds in files, each made anew from its newest entries when it has changed. */
final class FeedFiles {

  private static final int LONGEST = 20_000;
  private static final String ATOM = "http://www.w3.org/2005/Atom";

  /** What the feeds look like. */
  record Look(boolean rss, int entries, Template title, String link) {}

  private final Cage cage;
  private final StateSpace state;
  private final Look look;
  private final Clock clock;
  private final Set<String> changed = new LinkedHashSet<>();

  FeedFiles(Cage cage, StateSpace state, Look look, Clock clock) {
    this.cage = cage;
    this.state = state;
    this.look = look;
    this.clock = clock;
  }

  /** Adds an entry; the file is written by {@link #write}. */
  void add(String file, Message message) {
    cage.check(file);
    Map<String, Object> entry = new LinkedHashMap<>();
    Message titled = message.copy();
    if (!titled.isTrue("title")) {
      titled.put("title", Noticed.subject(message));
    }
    entry.put("title", cut(look.title().fill(titled)));
    entry.put("link", cut(message.text("link")));
    entry.put("body", cut(message.text("body")));
    entry.put("made", LastUpdate.of(message).orElse(clock.instant().getEpochSecond()));
    entry.put(
        "id",
        message
            .identity()
            .map(Object::toString)
            .orElseGet(() -> Integer.toHexString(message.asMap().hashCode())));
    List<Object> entries = entries(file);
    entries.add(0, entry);
    while (entries.size() > look.entries()) {
      entries.remove(entries.size() - 1);
    }
    state.put(file, Map.of("entries", entries));
    changed.add(file);
  }

  private List<Object> entries(String file) {
    Object kept = state.get(file).map(map -> map.get("entries")).orElse(List.of());
    return kept instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
  }

  private static String cut(String text) {
    String clean =
        text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "");
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
  }

  /** Writes the files of the feeds that have changed. */
  void write() {
    Optional<ReactionFailure> failure = Optional.empty();
    for (String file : List.copyOf(changed)) {
      try {
        cage.write(file, text(file), WriteFile.Existing.OVERWRITE);
        changed.remove(file);
      } catch (ReactionFailure e) {
        failure = Optional.of(e);
        if (!e.isPassing()) {
          changed.remove(file); // until there is another entry for it
        }
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private String text(String file) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      if (look.rss()) {
        rss(xml, file);
      } else {
        atom(xml, file);
      }
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("cannot write a feed", e); // never: it is in memory
    }
    return out + "\n";
  }

  private void atom(XMLStreamWriter xml, String file) throws XMLStreamException {
    xml.writeStartElement("feed");
    xml.writeDefaultNamespace(ATOM);
    element(xml, "title", file.replaceFirst("\\.[a-z]+$", ""));
    element(xml, "id", "urn:wubot:feed:" + file.replace(' ', '_'));
    link(xml, look.link());
    List<Object> entries = entries(file);
    element(xml, "updated", iso(number(entries.get(0), "made")));
    for (Object entry : entries) {
      xml.writeStartElement("entry");
      element(xml, "title", text(entry, "title"));
      element(xml, "id", "urn:wubot:" + text(entry, "id"));
      element(xml, "updated", iso(number(entry, "made")));
      xml.writeStartElement("author");
      element(xml, "name", "wubot");
      xml.writeEndElement();
      if (!text(entry, "link").isEmpty()) {
        link(xml, text(entry, "link"));
      }
      xml.writeStartElement("content");
      xml.writeAttribute("type", "html");
      xml.writeCharacters(text(entry, "body"));
      xml.writeEndElement();
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void rss(XMLStreamWriter xml, String file) throws XMLStreamException {
    xml.writeStartElement("rss");
    xml.writeAttribute("version", "2.0");
    xml.writeStartElement("channel");
    element(xml, "title", file.replaceFirst("\\.[a-z]+$", ""));
    element(xml, "link", look.link());
    element(xml, "description", "messages of wubot");
    for (Object entry : entries(file)) {
      xml.writeStartElement("item");
      element(xml, "title", text(entry, "title"));
      if (!text(entry, "link").isEmpty()) {
        element(xml, "link", text(entry, "link"));
      }
      element(xml, "description", text(entry, "body"));
      xml.writeStartElement("guid");
      xml.writeAttribute("isPermaLink", "false");
      xml.writeCharacters("urn:wubot:" + text(entry, "id"));
      xml.writeEndElement();
      element(
          xml,
          "pubDate",
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              Instant.ofEpochSecond(number(entry, "made")).atZone(ZoneOffset.UTC)));
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static void link(XMLStreamWriter xml, String target) throws XMLStreamException {
    xml.writeEmptyElement("link");
    xml.writeAttribute("href", target);
  }

  private static String text(Object entry, String name) {
    return entry instanceof Map<?, ?> map && map.get(name) != null
        ? FieldValue.text(map.get(name))
        : "";
  }

  private static long number(Object entry, String name) {
    return entry instanceof Map<?, ?> map && map.get(name) != null
        ? (long) FieldValue.number(map.get(name)).orElse(0)
        : 0;
  }

  private static String iso(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }
}
