// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import wubot.fuzz.FuzzTarget;

/** Sizes in bytes. */
public final class SizeFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "size";
  }

  @Override
  public List<String> words() {
    return List.of(
        "1", "9", "0", ".", "K", "MB", "GiB", "kB", "T", "P", "E", " ", "bytes", "-", "e9");
  }

  @Override
  public boolean read(byte[] input) {
    OptionalLong size = Sizes.parse(new String(input, StandardCharsets.UTF_8));
    size.ifPresent(Sizes::print);
    return size.isPresent();
  }
}
