// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** Which faults come in which order: all of them in a shuffled order, then all again, … */
final class Plan {

  private final List<Fault> faults;
  private final Random random;

  Plan(List<Fault> faults, Random random) {
    this.faults = List.copyOf(faults);
    this.random = random;
  }

  /**
   * The faults that a run is to strike with.
   *
   * @throws IllegalArgumentException when a name is no beginning of any fault's
   */
  static List<Fault> chosen(Options options) {
    List<Fault> chosen = new ArrayList<>();
    for (Fault fault : Fault.all()) {
      boolean named = options.faults().stream().anyMatch(fault.name()::startsWith);
      boolean usual =
          fault.part() == Fault.Part.ALL || (fault.part() == Fault.Part.LONG && !options.brief());
      if (options.faults().isEmpty() ? usual : named) {
        chosen.add(fault);
      }
    }
    for (String name : options.faults()) {
      if (chosen.stream().noneMatch(fault -> fault.name().startsWith(name))) {
        throw new IllegalArgumentException("no fault is called '" + name + "'; see --list");
      }
    }
    return chosen;
  }

  /**
   * The short form: every fault once, shared out between the servers; what concerns the server
   * itself comes with each, and points after every third.
   */
  List<Fault> share(int which, int of) {
    List<Fault> once = once();
    List<Fault> share = new ArrayList<>();
    for (int i = 0; i < once.size(); i++) {
      if (i % of == which || once.get(i).name().contains("server")) {
        share.add(once.get(i));
        once.stream()
            .filter(fault -> fault.name().equals("points") && share.size() % 4 == 3)
            .forEach(share::add);
      }
    }
    return share;
  }

  /** Without end. */
  Iterator<Fault> endless() {
    return new Iterator<>() {
      private final List<Fault> round = new ArrayList<>();

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Fault next() {
        if (round.isEmpty()) {
          round.addAll(once());
        }
        return round.remove(0);
      }
    };
  }

  private List<Fault> once() {
    List<Fault> shuffled = new ArrayList<>(faults);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
