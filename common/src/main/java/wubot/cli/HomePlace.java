// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where wubot's home is, for picocli's {@code @Mixin}: the option {@code --home}. */
public final class HomePlace {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      converter = HomePath.class,
      description = "wubot's home; by default $$WUBOT_HOME, else ~/wubot.")
  private Optional<Path> home = Optional.empty();

  /** wubot's home, absolute; it may not exist yet. */
  public Path home() {
    return home.or(HomePlace::fromEnvironment)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), "wubot"))
        .toAbsolutePath()
        .normalize();
  }

  private static Optional<Path> fromEnvironment() {
    return Optional.ofNullable(System.getenv("WUBOT_HOME"))
        .filter(text -> !text.isBlank())
        .map(Path::of);
  }
}
