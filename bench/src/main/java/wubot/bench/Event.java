// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wubot.message.Message;

/**
 * A message as the other engines like it best: a bean with a typed property for each field. Public,
 * because they make code that reads it.
 */
public final class Event {

  private final String key;
  private final String plugin;
  private final String hostname;
  private final long lastupdate;
  private final double percent;
  private final long size;
  private final String mount;
  private final String device;
  private final String text;
  private String color;
  private String status;
  private String part;
  private String site;
  private String mailbox;
  private String errmsg;
  private String fstype;
  private String met;
  private int[] fired = new int[12];
  private int count;

  /** An event with what is in a message. */
  public Event(Message message) {
    key = message.text("key");
    plugin = message.text("plugin");
    hostname = message.text("hostname");
    lastupdate = (long) message.number("lastupdate").orElseThrow();
    percent = message.number("percent").orElseThrow();
    size = (long) message.number("size").orElseThrow();
    mount = message.text("mount");
    device = message.text("device");
    text = message.text("text");
  }

  /** Notes that a rule fired. */
  public void fire(int rule) {
    if (count == fired.length) {
      fired = Arrays.copyOf(fired, 2 * count);
    }
    fired[count++] = rule;
  }

  List<Integer> fired() {
    return Arrays.stream(fired, 0, count).boxed().toList();
  }

  /** Sets one of the fields that rules set. */
  public void set(String field, String value) {
    switch (field) {
      case "color" -> color = value;
      case "status" -> status = value;
      case "part" -> part = value;
      case "site" -> site = value;
      case "mailbox" -> mailbox = value;
      case "errmsg" -> errmsg = value;
      case "fstype" -> fstype = value;
      case "met" -> met = value;
      default -> throw new IllegalArgumentException(field);
    }
  }

  /** The fields that rules have set. */
  Map<String, String> set() {
    Map<String, String> set = new TreeMap<>();
    put(set, "color", color);
    put(set, "status", status);
    put(set, "part", part);
    put(set, "site", site);
    put(set, "mailbox", mailbox);
    put(set, "errmsg", errmsg);
    put(set, "fstype", fstype);
    put(set, "met", met);
    return set;
  }

  private static void put(Map<String, String> set, String field, String value) {
    if (value != null) {
      set.put(field, value);
    }
  }

  /** A property. */
  public String getKey() {
    return key;
  }

  /** A property. */
  public String getPlugin() {
    return plugin;
  }

  /** A property. */
  public String getHostname() {
    return hostname;
  }

  /** A property. */
  public long getLastupdate() {
    return lastupdate;
  }

  /** A property. */
  public double getPercent() {
    return percent;
  }

  /** A property. */
  public long getSize() {
    return size;
  }

  /** A property. */
  public String getMount() {
    return mount;
  }

  /** A property. */
  public String getDevice() {
    return device;
  }

  /** A property. */
  public String getText() {
    return text;
  }

  /** A property. */
  public String getColor() {
    return color;
  }

  /** A property. */
  public String getStatus() {
    return status;
  }

  /** A property. */
  public String getPart() {
    return part;
  }

  /** A property. */
  public String getSite() {
    return site;
  }

  /** A property. */
  public String getMailbox() {
    return mailbox;
  }

  /** A property. */
  public String getErrmsg() {
    return errmsg;
  }

  /** A property. */
  public String getFstype() {
    return fstype;
  }

  /** A property. */
  public String getMet() {
    return met;
  }

  /** A property. */
  public void setColor(String value) {
    color = value;
  }

  /** A property. */
  public void setStatus(String value) {
    status = value;
  }

  /** A property. */
  public void setPart(String value) {
    part = value;
  }

  /** A property. */
  public void setSite(String value) {
    site = value;
  }

  /** A property. */
  public void setMailbox(String value) {
    mailbox = value;
  }

  /** A property. */
  public void setErrmsg(String value) {
    errmsg = value;
  }

  /** A property. */
  public void setFstype(String value) {
    fstype = value;
  }

  /** A property. */
  public void setMet(String value) {
    met = value;
  }
}
