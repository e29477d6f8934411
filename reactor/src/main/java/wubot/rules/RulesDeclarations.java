// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.List;
import wubot.config.Declarations;
import wubot.reactor.ReactorPlaces;

/** What the reactor's config files have beside rules: for schemas. */
public final class RulesDeclarations implements Declarations {

  @Override
  public List<Plugin> plugins() {
    return List.of();
  }

  @Override
  public List<FileKind> files() {
    return List.of(
        new FileKind("reactor", "config/reactor.yaml", ReactorPlaces.settings(), List.of()),
        new FileKind(
            "test",
            "Tests beside rules, *.test.yaml",
            TestFile.KEYS,
            List.of(
                new Part("tests", TestReader.TEST, true),
                new Part("steps", TestReader.STEP, true),
                new Part("expect", ExpectationReader.KEYS, false))));
  }
}
