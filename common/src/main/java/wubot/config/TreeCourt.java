// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Has a config tree judged as each host will load it, by all judges that are installed. */
public final class TreeCourt {

  private static final Comparator<Diagnostic> IN_ORDER_OF_PLACE =
      Comparator.comparing((Diagnostic d) -> d.place().file())
          .thenComparingInt(d -> d.place().line())
          .thenComparingInt(d -> d.place().column());

  private final Path home;
  private final String machine;
  private final List<ConfigJudge> judges;

  /**
   * A court.
   *
   * @param home wubot's home
   * @param machine the short name of the machine we are on: for other hosts, secrets that only they
   *     have are not missed
   * @param judges who judges, each its part of the tree
   */
  public TreeCourt(Path home, String machine, Iterable<ConfigJudge> judges) {
    this.home = home;
    this.machine = machine;
    List<ConfigJudge> all = new ArrayList<>();
    judges.forEach(all::add);
    this.judges = List.copyOf(all);
  }

  /** The hosts that the tree names; the machine we are on when it names none. */
  public SortedSet<String> hosts() {
    SortedSet<String> hosts = new TreeSet<>(new ConfigTree(home, machine).list().hosts());
    if (hosts.isEmpty()) {
      hosts.add(machine);
    }
    return hosts;
  }

  /** Judges for each of these hosts, in their order. */
  public List<Verdict> judge(Collection<String> hosts) {
    return hosts.stream().map(this::judge).toList();
  }

  /** Judges for one host. */
  public Verdict judge(String host) {
    Listing listing = new ConfigTree(home, host).list();
    Problems problems = host.equals(machine) ? new Problems() : Problems.elsewhere();
    listing.diagnostics().stream()
        .filter(d -> d.severity() != Diagnostic.Severity.NOTE)
        .forEach(problems::add);
    boolean known = listing.hosts().contains(host);
    if (!known && !listing.hosts().isEmpty()) {
      Suggestion.nearest(host, listing.hosts())
          .ifPresent(
              near ->
                  problems.warning(
                      Place.of("config"),
                      "no file is for the host '" + host + "'",
                      "did you mean '" + near + "'?"));
    }
    for (ConfigJudge judge : judges) {
      Problems found = problems.fresh();
      try {
        judge.judge(home, host, found);
      } catch (RuntimeException | LinkageError e) { // one plugin's mistake must not hide the rest
        found.error(
            Place.of("config"),
            judge.getClass().getSimpleName() + " failed: " + e,
            "this is a mistake in wubot or a plugin, not in the config");
      }
      problems.addAll(found);
    }
    // Judges list the tree as well: what it says once is said once.
    return new Verdict(
        host, listing, problems.all().stream().distinct().sorted(IN_ORDER_OF_PLACE).toList());
  }
}
