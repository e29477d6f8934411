// SPDX-License-Identifier: Apache-2.0
package wubot;

import wubot.config.DurationFuzz;
import wubot.config.SizeFuzz;
import wubot.config.YamlFuzz;
import wubot.fuzz.ShortFuzz;
import wubot.message.CodecFuzz;
import wubot.queue.QueueFuzz;
import wubot.rule.ConditionFuzz;
import wubot.rule.TemplateFuzz;

/** Whatever a stranger makes of what common reads. */
class HostileInputTest extends ShortFuzz {

  HostileInputTest() {
    super(
        new CodecFuzz(),
        new QueueFuzz(),
        new ConditionFuzz(),
        new TemplateFuzz(),
        new YamlFuzz(),
        new DurationFuzz(),
        new SizeFuzz());
  }
}
