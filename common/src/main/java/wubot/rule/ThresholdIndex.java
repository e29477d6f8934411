// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import wubot.message.Message;

/**
 * Finds the places of rules that ask whether one field is above, or below, a number of their own,
 * by the number that a message has. It finds those whose number is reached; their conditions say
 * whether it may be equal.
 */
final class ThresholdIndex implements RuleFinder {

  /** Fewer rules that compare the same field are faster tested one by one. */
  private static final int WORTHWHILE = 32;

  /** When more than these are found, all are named: to put them in order would cost as much. */
  private static final int MOST = 32;

  private final Operand.FieldOperand field;
  private final Unit unit;
  private final boolean lower;
  private final double[] numbers; // in ascending order
  private final int[] places; // of the rules with these numbers
  private final int[] all; // the same places in ascending order

  /** Of which field, in which unit, and on which side of the number values have to be. */
  private record Side(Operand.FieldOperand field, Unit unit, boolean lower) {}

  private record Placed(double number, int place) {}

  private ThresholdIndex(Side side, List<Placed> placed) {
    this.field = side.field();
    this.unit = side.unit();
    this.lower = side.lower();
    this.all = placed.stream().mapToInt(Placed::place).toArray();
    List<Placed> ordered = new ArrayList<>(placed);
    // Zero is one number here, whatever its sign.
    ordered.sort((a, b) -> a.number() < b.number() ? -1 : a.number() > b.number() ? 1 : 0);
    this.numbers = ordered.stream().mapToDouble(Placed::number).toArray();
    this.places = ordered.stream().mapToInt(Placed::place).toArray();
  }

  /**
   * Indexes over those of some rules for which it is worth it.
   *
   * @param thresholds one that has to hold for each rule, by the place of the rule, in ascending
   *     order
   */
  static List<ThresholdIndex> over(Map<Integer, Threshold> thresholds) {
    Map<Side, List<Placed>> sides = new HashMap<>();
    thresholds.forEach(
        (place, threshold) ->
            sides
                .computeIfAbsent(
                    new Side(threshold.field(), threshold.unit(), threshold.isLower()),
                    side -> new ArrayList<>())
                .add(new Placed(threshold.number(), place)));
    List<ThresholdIndex> indexes = new ArrayList<>();
    sides.forEach(
        (side, placed) -> {
          if (placed.size() >= WORTHWHILE) {
            indexes.add(new ThresholdIndex(side, placed));
          }
        });
    return indexes;
  }

  /** The places of the rules that it may find. */
  IntStream places() {
    return Arrays.stream(all);
  }

  @Override
  public List<int[]> find(Message message, List<int[]> lists) {
    OptionalDouble value = field.value(message, unit);
    if (value.isEmpty()) {
      return lists;
    }
    int from = lower ? 0 : reached(value.getAsDouble(), false);
    int to = lower ? reached(value.getAsDouble(), true) : numbers.length;
    if (from >= to) {
      return lists;
    }
    List<int[]> found = lists == null ? new ArrayList<>(4) : lists;
    if (to - from > MOST) {
      found.add(all);
    } else {
      int[] some = Arrays.copyOfRange(places, from, to);
      Arrays.sort(some);
      found.add(some);
    }
    return found;
  }

  /** How many numbers are below a value, or not above it. */
  private int reached(double value, boolean orEqual) {
    int low = 0;
    int high = numbers.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (orEqual ? numbers[middle] <= value : numbers[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
