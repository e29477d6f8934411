// SPDX-License-Identifier: Apache-2.0
package wubot.message;

/** The names of the fields that wubot itself reads or writes. */
public final class Fields {

  /** {@code Plugin-instance}: what the message is about; state is kept by it. */
  public static final String KEY = "key";

  /** Which of several things under one key: a mount, a port, a file; missing where there is one. */
  public static final String ITEM = "item";

  /** Name of the plugin that made the message. */
  public static final String PLUGIN = "plugin";

  /** Short name of the host on which the message was made. */
  public static final String HOSTNAME = "hostname";

  /** When the message was first made, in seconds since 1970; survives every hop. */
  public static final String LASTUPDATE = "lastupdate";

  /** What a person should notice; present only when somebody should. */
  public static final String SUBJECT = "subject";

  /** Plain-text form of the subject, preferred by notifications. */
  public static final String SUBJECT_TEXT = "subject_text";

  /** OK, WARNING, CRITICAL or UNKNOWN. */
  public static final String STATUS = "status";

  /** The error behind a failure, as it was reported. */
  public static final String ERRMSG = "errmsg";

  /** Colour name for people's eyes. */
  public static final String COLOR = "color";

  /** True: never put this message on a queue that leads to another host. */
  public static final String NOFORWARD = "noforward";

  /** True: no further rules for this message; does not travel. */
  public static final String LAST_RULE = "last_rule";

  /** Which rules fired, as {@code host:rule name}; does not travel. */
  public static final String RULE_LOG = "wubot_rulelog";

  /** Prefix of the fields that repeat the configuration of the instance, secrets excepted. */
  public static final String CONFIG_PREFIX = "config.";

  private Fields() {}
}
