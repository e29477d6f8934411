// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** When which member ran the role, as its process noted by itself. */
final class Tenures {

  /** From the beginning of its start to the end of its stop, or of the process. */
  record Tenure(String member, long fromMillis, long toMillis) {}

  private final List<Tenure> all = new ArrayList<>();

  /** Lines of {@link Passage#tenures} of all members. */
  static Tenures read(Company company, List<GroupHit> standstills) {
    Tenures tenures = new Tenures();
    for (Fellow fellow : company.fellows()) {
      tenures.add(
          fellow.name(),
          lines(Passage.tenures(fellow.daemon().control())),
          standstills.stream().filter(hit -> hit.member().equals(fellow.name())).toList());
    }
    tenures.all.sort(Comparator.comparingLong(Tenure::fromMillis));
    return tenures;
  }

  static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that is killed or stands still runs nothing from then on. */
  void add(String member, List<String> lines, List<GroupHit> hits) {
    Optional<Long> from = Optional.empty();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      long at = Long.parseLong(words[0]);
      boolean starts = words[1].equals("role-start");
      from.ifPresent(begun -> all.add(tenure(member, begun, at, hits)));
      from = starts ? Optional.of(at) : Optional.empty();
    }
    from.ifPresent(begun -> all.add(tenure(member, begun, Long.MAX_VALUE, hits)));
  }

  private static Tenure tenure(String member, long from, long to, List<GroupHit> hits) {
    long end =
        hits.stream()
            .mapToLong(GroupHit::fromMillis)
            .filter(at -> at >= from && at < to)
            .min()
            .orElse(to);
    return new Tenure(member, from, end);
  }

  List<Tenure> all() {
    return List.copyOf(all);
  }

  /** Those that began while another was not over. */
  List<String> overlaps() {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        if (all.get(j).fromMillis() < all.get(i).toMillis()
            && all.get(i).fromMillis() < all.get(j).toMillis()
            && !all.get(i).member().equals(all.get(j).member())) {
          found.add(all.get(i) + " and " + all.get(j));
        }
      }
    }
    return found;
  }

  /** How long after this moment the role started on another member, within this time. */
  Optional<Long> failover(String member, long fromMillis, long withinMillis) {
    boolean held =
        all.stream()
            .anyMatch(
                one ->
                    one.member().equals(member)
                        && one.fromMillis() < fromMillis
                        && one.toMillis() >= fromMillis);
    return all.stream()
        .filter(one -> held && !one.member().equals(member) && one.fromMillis() >= fromMillis)
        .map(one -> one.fromMillis() - fromMillis)
        .findFirst()
        .filter(millis -> millis <= withinMillis);
  }

  /** The pauses between one member's stop and another's start in this time. */
  List<Long> pauses(long fromMillis, long toMillis) {
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < all.size(); i++) {
      Tenure before = all.get(i - 1);
      Tenure after = all.get(i);
      if (before.toMillis() >= fromMillis && after.fromMillis() <= toMillis) {
        pauses.add(Math.max(0, after.fromMillis() - before.toMillis()));
      }
    }
    return pauses;
  }
}
