// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import wubot.config.Node;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.rule.Sharing;

/** The keys of {@code group.yaml}. */
final class GroupKeys {

  static final Setting<String> GROUP =
      Setting.text("group")
          .required()
          .describe("The group's name; members of one name and store act as one.")
          .example("home");
  static final Setting<String> NODE =
      Setting.text("node").describe("This member's name; the short host name when missing.");
  static final Setting<String> STORE =
      Setting.text("store")
          .hidden()
          .byDefault("file:state/group")
          .describe(
              "Where members meet: file:DIRECTORY for members on one host, etcd://HOST:PORT,… or"
                  + " etcds://… with TLS, mongodb://USER:PASSWORD@HOST:PORT/DATABASE.COLLECTION,"
                  + " postgresql://HOST:PORT/DATABASE.")
          .example("etcd://127.0.0.1:2379");
  static final Setting<String> USER = Setting.text("user").describe("The user of the store.");
  static final Setting<Secret> PASSWORD =
      Setting.secret("password")
          .describe("The store's password; best a reference.")
          .example("${file:secrets/store}");
  static final Setting<Path> CA_FILE =
      Setting.path("ca_file").describe("PEM file of the authority that signed the store's name.");
  static final Setting<Path> CERT_FILE =
      Setting.path("cert_file").describe("PEM file of this member's own certificate.");
  static final Setting<Path> KEY_FILE =
      Setting.path("key_file").describe("PEM file of the key of that certificate.");
  static final Setting<Duration> TTL =
      Setting.duration("session_ttl", Duration.ofMillis(500), Duration.ofHours(1))
          .byDefault("10s")
          .describe(
              "A member that was not heard of for so long counts as gone. It renews every third of"
                  + " it and acts until two thirds have passed.");
  static final Setting<Duration> HANDLING =
      Setting.duration("handling_ttl", Duration.ofMillis(500), Duration.ofHours(1))
          .byDefault("10s")
          .describe("As session_ttl, for what a member is reacting to.");
  static final Setting<Duration> HESITATE =
      Setting.duration("hesitate", Duration.ZERO, Duration.ofMinutes(1))
          .byDefault("50ms")
          .describe("How long each member leaves a message to the one whose turn it is.");
  static final Setting<Sharing> CLAIM =
      Setting.choice("claim", Sharing.class)
          .byDefault("at-least-once")
          .describe("What becomes of an effect whose member dies in the middle of it.");
  static final Setting<Dedupe> DEDUPE =
      Setting.choice("dedupe", Dedupe.class)
          .byDefault("watermark")
          .describe(
              "How long what is done is remembered: until all members have passed it, or for"
                  + " dedupe_ttl.");
  static final Setting<Duration> DEDUPE_TTL =
      Setting.duration("dedupe_ttl", Duration.ofSeconds(1), Duration.ofDays(30))
          .byDefault("60s")
          .describe("How long what is done is remembered, with dedupe: time.");
  static final Setting<Duration> FLOW_TTL =
      Setting.duration("flow_ttl", Duration.ofSeconds(1), Duration.ofDays(30))
          .byDefault("300s")
          .describe("A conversation that rested for so long is over.");
  static final Setting<FlowState> FLOW_STATE =
      Setting.choice("flow_state", FlowState.class)
          .byDefault("shared")
          .describe(
              "Whether a conversation moves to another member with what was said, or is lost with"
                  + " its member, which people are told.");
  static final Setting<Duration> MAX_OFFLINE =
      Setting.duration("max_offline", Duration.ofMinutes(1), Duration.ofDays(365))
          .byDefault("24h")
          .describe("A member that was away for longer is not waited for any more.");
  static final Setting<Rejoin> REJOIN =
      Setting.choice("rejoin", Rejoin.class)
          .byDefault("skip")
          .describe("What such a member does with old messages in its queue when it is back.");
  static final Setting<OnUnavailable> ON_UNAVAILABLE =
      Setting.choice("on_unavailable", OnUnavailable.class)
          .byDefault("hold")
          .describe(
              "What to do with effects while the store does not answer: keep them until it does,"
                  + " drop them, or do them on every member.");
  static final Setting<Unidentified> UNIDENTIFIED =
      Setting.choice("unidentified", Unidentified.class)
          .byDefault("leader")
          .describe(
              "Who does what comes of messages without an identity that all members agree on, such"
                  + " as those that gates make.");
  static final Setting<Duration> LEADER_GAP =
      Setting.duration("leader_gap", Duration.ZERO, Duration.ofDays(1))
          .byDefault("30s")
          .describe("For how long others keep what the leader should do, in case it dies.");
  static final Setting<Boolean> CANDIDATE =
      Setting.flag("candidate").byDefault("yes").describe("Whether this member may lead.");
  static final Setting<Long> WEIGHT =
      Setting.integer("weight", 0, 1000)
          .byDefault("0")
          .describe(
              "How much this member has to do besides, in roles: of equals, the one with the"
                  + " smallest sum of weight and roles gets the next role. For one host, say so in"
                  + " group.yaml.HOST.");
  static final Setting<Node> SYNC =
      Setting.any("sync_nodes")
          .describe(
              "Whom to wait for at the start: {mandatory: [joe], optional: [mike], timeout: 30s,"
                  + " on_missing: exit}.");
  static final Setting<Long> SHARDS =
      Setting.integer("shards", 1, 64)
          .describe(
              "In how many parts members share messages by key, so that each does its share of the"
                  + " work; without it every member walks every message.")
          .example("4");
  static final Setting<String> SHARD_BY =
      Setting.text("shard_by")
          .byDefault("key")
          .describe("The field whose value decides which part a message belongs to.");
  static final Setting<List<String>> SHARD_NODES =
      Setting.texts("shard_nodes").describe("The members that share the parts; all of them.");
  static final Setting<String> SHARD_RANGE =
      Setting.text("shard_range")
          .describe(
              "The first and the last part that this group walks, counted from 0, where others walk"
                  + " the rest; all when missing.")
          .example("0-3");
  static final Setting<Start> SHARD_START =
      Setting.choice("shard_start", Start.class)
          .byDefault("automatic")
          .describe(
              "Whether parts are walked as soon as members are there, or each once `wubot group"
                  + " start shard-N` said so.");
  static final Setting<Duration> REBALANCE =
      Setting.duration("rebalance_delay", Duration.ZERO, Duration.ofHours(1))
          .byDefault("0s")
          .describe(
              "For how long a member that comes back leaves its parts to those that have them, so"
                  + " that one that keeps coming and going moves nothing.");
  static final Setting<Node> ROLES =
      Setting.any("roles").describe("What runs on one member at a time, by name.");

  static final Setting<List<String>> MANDATORY = Setting.texts("mandatory");
  static final Setting<List<String>> OPTIONAL = Setting.texts("optional");
  static final Setting<String> TIMEOUT = Setting.text("timeout");
  static final Setting<OnMissing> ON_MISSING =
      Setting.choice("on_missing", OnMissing.class).byDefault("exit");

  /** Whom to wait for. */
  static final Settings SYNC_KEYS = Settings.of(MANDATORY, OPTIONAL, TIMEOUT, ON_MISSING);

  static final Setting<Node> NODES =
      Setting.any("nodes")
          .describe("Who runs it, the best first; a list in the list for equals.")
          .example("[joe, [mike, robert]]");
  static final Setting<String> ROLE_TIMEOUT =
      Setting.text("timeout")
          .byDefault("5s")
          .describe("How long to wait for a dead holder to come back; a duration or 'infinity'.");
  static final Setting<Boolean> WAIT_ON_STOP =
      Setting.flag("wait_on_stop").byDefault("no").describe("Wait as well when it was stopped.");
  static final Setting<Boolean> OVERLAP =
      Setting.flag("overlap")
          .byDefault("no")
          .describe("At a takeover, start at the new place before stopping at the old one.");
  static final Setting<Boolean> STICKY =
      Setting.flag("sticky_manual")
          .byDefault("yes")
          .describe("Whether it stays where `wubot group takeover` put it.");
  static final Setting<OnStoreLoss> ON_STORE_LOSS =
      Setting.choice("on_store_loss", OnStoreLoss.class)
          .byDefault("stop")
          .describe("What the holder does when the store does not answer.");
  static final Setting<Restart> RESTART =
      Setting.choice("restart", Restart.class)
          .byDefault("permanent")
          .describe("Whether it starts elsewhere after it failed.");
  static final Setting<Start> START =
      Setting.choice("start", Start.class)
          .byDefault("automatic")
          .describe("Whether it runs as soon as it may, or once `wubot group start` said so.");
  static final Setting<Boolean> OBSERVE =
      Setting.flag("observe")
          .byDefault("no")
          .describe("Whether rules here also hear of commands to it that are for its holder.");
  static final Setting<Boolean> EXIT_NODE =
      Setting.flag("exit_node")
          .byDefault("no")
          .describe("Whether the daemon ends where it keeps failing, and not only the role moves.");
  static final Setting<Map<String, Object>> PERMISSIONS =
      Setting.map("permissions").describe("Who may run it, e.g. {mike: no}.");

  /** A role. */
  static final Settings ROLE_KEYS =
      Settings.of(
          NODES,
          ROLE_TIMEOUT,
          WAIT_ON_STOP,
          OVERLAP,
          STICKY,
          ON_STORE_LOSS,
          RESTART,
          START,
          OBSERVE,
          EXIT_NODE,
          PERMISSIONS);

  /** All of the file. */
  static final Settings KEYS =
      Settings.of(
          GROUP,
          NODE,
          STORE,
          USER,
          PASSWORD,
          CA_FILE,
          CERT_FILE,
          KEY_FILE,
          TTL,
          HANDLING,
          HESITATE,
          CLAIM,
          DEDUPE,
          DEDUPE_TTL,
          FLOW_TTL,
          FLOW_STATE,
          MAX_OFFLINE,
          REJOIN,
          ON_UNAVAILABLE,
          UNIDENTIFIED,
          LEADER_GAP,
          CANDIDATE,
          WEIGHT,
          SYNC,
          SHARDS,
          SHARD_BY,
          SHARD_NODES,
          SHARD_RANGE,
          SHARD_START,
          REBALANCE,
          ROLES);

  private GroupKeys() {}

  /** When something runs. */
  enum Start {
    AUTOMATIC,
    MANUAL
  }

  /** Where the context of a conversation is. */
  enum FlowState {
    SHARED,
    STICKY
  }

  /** How long what is done is remembered. */
  enum Dedupe {
    WATERMARK,
    TIME
  }

  /** What to do with old messages. */
  enum Rejoin {
    SKIP,
    EXECUTE
  }

  /** Who does what has no identity. */
  enum Unidentified {
    LEADER,
    EVERYONE
  }

  /** What to do when a mandatory peer is missing. */
  enum OnMissing {
    EXIT,
    OBSERVE
  }

  /** What to do without the store. */
  enum OnStoreLoss {
    STOP,
    CONTINUE
  }

  /** After a failure. */
  enum Restart {
    PERMANENT,
    TRANSIENT,
    TEMPORARY
  }
}
