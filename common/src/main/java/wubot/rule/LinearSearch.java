// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A search in linear time.
 *
 * @param pattern the same expression in RE2/J's spelling
 */
record LinearSearch(Pattern pattern) {

  boolean find(String text) {
    return pattern.matcher(text).find();
  }

  List<Regex.Match> matches(String text, int limit) {
    List<Regex.Match> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (found.size() < limit && matcher.find()) {
      List<String> groups = new ArrayList<>(matcher.groupCount() + 1);
      for (int g = 0; g <= matcher.groupCount(); g++) {
        groups.add(Objects.requireNonNullElse(matcher.group(g), ""));
      }
      found.add(new Regex.Match(matcher.start(), matcher.end(), groups));
    }
    return found;
  }
}
