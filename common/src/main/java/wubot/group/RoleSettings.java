// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * How a role moves. All members of a group must agree on {@link #nodes} and {@link #timeout}.
 *
 * @param name e.g. {@code leader}
 * @param nodes who may run it, the preferred first; members in one inner list are equals. An empty
 *     list: every member, all equals
 * @param timeout how long a holder that went silent may take to come back before another starts, on
 *     top of its time to live; {@link #NEVER} for no failover
 * @param permitted whether this member may run it; an order to the group overrides it
 * @param waitOnStop whether {@code timeout} also passes after an orderly stop
 * @param overlap whether at a takeover the new holder starts before the old one stops
 * @param stickyManual whether a role that people moved stays until a preferred member joins anew
 * @param onStoreLoss what the holder does when its time is over without the store
 * @param restart when the work is started again after its end
 * @param restarts so many failures within {@code restartWindow} are restarted here, then elsewhere
 * @param restartWindow see {@code restarts}
 * @param backoff after a failed start this member keeps away so long, doubling up to 64 times of it
 * @param handoverTimeout how long the next holder may take before the old one takes the role back
 * @param longestStart a start that takes longer has failed
 * @param longestStop who waits for an orderly end waits so long
 * @param settling so long after it began to know the role, this member leaves it to whoever has it
 * @param manual whether it runs nowhere until people order it to start
 * @param exitNode whether the daemon ends when it gives the role up because its work keeps failing
 */
public record RoleSettings(
    String name,
    List<List<String>> nodes,
    Duration timeout,
    boolean permitted,
    boolean waitOnStop,
    boolean overlap,
    boolean stickyManual,
    OnStoreLoss onStoreLoss,
    Restart restart,
    int restarts,
    Duration restartWindow,
    Duration backoff,
    Duration handoverTimeout,
    Duration longestStart,
    Duration longestStop,
    Duration settling,
    boolean manual,
    boolean exitNode) {

  /** Characters of a role's name, at most. */
  public static final int LONGEST_NAME = 200;

  /** Longer than anybody waits. */
  public static final Duration NEVER = Duration.ofDays(36_500);

  /** What a holder does whose store is away for too long. */
  public enum OnStoreLoss {
    /** It stops before another may start. */
    STOP,
    /** It goes on, so that two may act, until it sees that another has a larger token. */
    CONTINUE
  }

  /** When work is started again. */
  public enum Restart {
    /** After every end. */
    PERMANENT,
    /** After a failure, not when it is done. */
    TRANSIENT,
    /** Never, until it is ordered. */
    TEMPORARY
  }

  /** Copies the lists and checks the values. */
  public RoleSettings {
    nodes = nodes.stream().map(List::copyOf).toList();
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a role needs a name of 1 to " + LONGEST_NAME + " characters");
    }
  }

  /** With the usual values and a timeout of 5 seconds. */
  public static RoleSettings of(String name, List<List<String>> nodes) {
    return new Builder(name, nodes).build();
  }

  /** To set other than the usual values. */
  public static Builder builder(String name, List<List<String>> nodes) {
    return new Builder(name, nodes);
  }

  boolean waitsForEver() {
    return timeout.compareTo(NEVER) >= 0;
  }

  /** A short text that is the same for members that agree on nodes, timeout and manual starts. */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (nodes + "/" + timeout + (manual ? "/manual" : ""))
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Collects settings; all but name and nodes have usual values. */
  public static final class Builder {
    private final String name;
    private final List<List<String>> nodes;
    private Duration timeout = Duration.ofSeconds(5);
    private boolean permitted = true;
    private boolean waitOnStop;
    private boolean overlap;
    private boolean stickyManual = true;
    private OnStoreLoss onStoreLoss = OnStoreLoss.STOP;
    private Restart restart = Restart.PERMANENT;
    private int restarts = 3;
    private Duration restartWindow = Duration.ofMinutes(1);
    private Duration backoff = Duration.ofSeconds(5);
    private Duration handoverTimeout = Duration.ofSeconds(10);
    private Duration longestStart = Duration.ofMinutes(1);
    private Duration longestStop = Duration.ofSeconds(30);
    private Duration settling = Duration.ZERO;
    private boolean manual;
    private boolean exitNode;

    private Builder(String name, List<List<String>> nodes) {
      this.name = name;
      this.nodes = nodes;
    }

    /** See {@link RoleSettings#timeout}. */
    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    /** See {@link RoleSettings#permitted}. */
    public Builder permitted(boolean value) {
      permitted = value;
      return this;
    }

    /** See {@link RoleSettings#waitOnStop}. */
    public Builder waitOnStop(boolean value) {
      waitOnStop = value;
      return this;
    }

    /** See {@link RoleSettings#overlap}. */
    public Builder overlap(boolean value) {
      overlap = value;
      return this;
    }

    /** See {@link RoleSettings#stickyManual}. */
    public Builder stickyManual(boolean value) {
      stickyManual = value;
      return this;
    }

    /** See {@link RoleSettings#onStoreLoss}. */
    public Builder onStoreLoss(OnStoreLoss value) {
      onStoreLoss = value;
      return this;
    }

    /** See {@link RoleSettings#restart}. */
    public Builder restart(Restart value) {
      restart = value;
      return this;
    }

    /** See {@link RoleSettings#restarts}. */
    public Builder restarts(int value, Duration window) {
      restarts = value;
      restartWindow = window;
      return this;
    }

    /** See {@link RoleSettings#backoff}. */
    public Builder backoff(Duration value) {
      backoff = value;
      return this;
    }

    /** See {@link RoleSettings#handoverTimeout}. */
    public Builder handoverTimeout(Duration value) {
      handoverTimeout = value;
      return this;
    }

    /** See {@link RoleSettings#longestStart}. */
    public Builder longestStart(Duration value) {
      longestStart = value;
      return this;
    }

    /** See {@link RoleSettings#longestStop}. */
    public Builder longestStop(Duration value) {
      longestStop = value;
      return this;
    }

    /** See {@link RoleSettings#settling}. */
    public Builder settling(Duration value) {
      settling = value;
      return this;
    }

    /** See {@link RoleSettings#manual}. */
    public Builder manual(boolean value) {
      manual = value;
      return this;
    }

    /** See {@link RoleSettings#exitNode}. */
    public Builder exitNode(boolean value) {
      exitNode = value;
      return this;
    }

    /** The settings. */
    public RoleSettings build() {
      return new RoleSettings(
          name,
          nodes,
          timeout,
          permitted,
          waitOnStop,
          overlap,
          stickyManual,
          onStoreLoss,
          restart,
          restarts,
          restartWindow,
          backoff,
          handoverTimeout,
          longestStart,
          longestStop,
          settling,
          manual,
          exitNode);
    }
  }
}
