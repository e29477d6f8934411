// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to break the network. When {@code act} returns, all is mended again, but nothing has
 * recovered yet.
 *
 * @param name for people
 * @param isolated whether it needs hosts with networks and disks of their own
 * @param part in which runs that name no faults it takes part
 * @param act breaks and mends; says whether what was meant to happen did happen
 */
record Fault(String name, boolean isolated, Part part, Act act) {

  /** Runs that name no faults. */
  enum Part {
    /** Short ones and long ones. */
    ALL,
    /** Long ones only. */
    LONG,
    /** None: it has to be named. */
    NONE
  }

  /** What a fault does. */
  interface Act {
    boolean strike(Scene scene) throws Exception;
  }

  static Fault of(String name, Act act) {
    return new Fault(name, false, Part.ALL, act);
  }

  /** One that needs hosts with networks and disks of their own. */
  static Fault isolated(String name, Act act) {
    return new Fault(name, true, Part.ALL, act);
  }

  /** All there are. */
  static List<Fault> all() {
    List<Fault> all = new ArrayList<>();
    all.addAll(Kills.faults());
    all.addAll(Cuts.faults());
    all.addAll(Servers.faults());
    all.addAll(FullDisks.faults());
    all.addAll(Points.faults());
    return all;
  }
}
