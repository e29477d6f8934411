// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Secrets that a test plants, and the search for them where they must not be. */
public final class Planted {

  private static final int SHOWN = 60;

  private final Map<String, String> places = new LinkedHashMap<>();

  /** A new secret, that is nowhere else. */
  public String at(String where) {
    String value = "Hush!" + Integer.toString(7919 * (places.size() + 4711), 36) + "~Zq";
    places.put(value, where);
    return value;
  }

  /** What a person might save with a secret in it, wrongly: lines for one key. */
  public static List<String> blunders(String key, String value) {
    char[] swapped = key.toCharArray();
    if (swapped.length > 2) {
      char last = swapped[swapped.length - 1];
      swapped[swapped.length - 1] = swapped[swapped.length - 2];
      swapped[swapped.length - 2] = last;
    }
    String misspelt = new String(swapped).equals(key) ? key + "x" : new String(swapped);
    return List.of(
        key + ": " + value + ": more",
        key + ": \"" + value,
        key + ": '" + value,
        key + ": @" + value,
        key + ": [" + value,
        key + ": {a: " + value + "}",
        key + ": [" + value + ", {a: b}]",
        key + ": " + value + "\n" + key + ": " + value,
        key + ": " + value + "\n  deeper: " + value,
        key + ": |\n  " + value + "\n odd: 1",
        key + ": *" + value,
        key + ": ${file:secrets/none}" + value,
        key + ": ${env:WUBOT_NONE}" + value,
        key + ": !!int " + value,
        key + ": !!binary " + value,
        "\t" + key + ": " + value,
        key + " " + value + "\nx: 1",
        key + ":" + value,
        "? " + key + "\n: " + value + "\n: again",
        key + ": " + value + "\nunknown: 1",
        misspelt + ": " + value,
        misspelt + ": |\n  " + value);
  }

  /** Where planted values stand in a text, in any of their forms. */
  public List<String> in(String name, String text) {
    List<String> found = new ArrayList<>();
    places.forEach(
        (value, where) -> {
          for (String form : forms(value)) {
            int at = text.indexOf(form);
            if (at >= 0) {
              int to = Math.min(text.length(), at + form.length() + SHOWN);
              String around = text.substring(Math.max(0, at - SHOWN), to);
              found.add("planted as " + where + ", seen in " + name + ": …" + around + "…");
              break;
            }
          }
        });
    return found;
  }

  /** As {@link #in}, for every file below a directory, except those that were planted. */
  public List<String> below(Path directory, Predicate<Path> planted) throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).filter(planted.negate()).toList();
    }
    for (Path file : files) {
      found.addAll(in(directory.relativize(file) + "'s name", file.getFileName().toString()));
      found.addAll(in(directory.relativize(file).toString(), content(file)));
    }
    return found;
  }

  /** The bytes of a file that are not zero, each as one character. */
  public static String content(Path file) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int length = 0;
      for (byte b : bytes) {
        if (b != 0) {
          bytes[length++] = b;
        }
      }
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return ""; // gone since it was listed
    }
  }

  private static Set<String> forms(String value) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(value);
    forms.add(new StringBuilder(value).reverse().toString());
    forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
    for (int before = 0; before < 3; before++) { // what stands before it shifts the letters
      byte[] shifted = ("x".repeat(before) + value).getBytes(StandardCharsets.UTF_8);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      String firm = encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 1);
      forms.add(firm);
      forms.add(firm.replace('+', '-').replace('/', '_'));
    }
    return forms;
  }
}
