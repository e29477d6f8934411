// SPDX-License-Identifier: Apache-2.0
package wubot;

import wubot.check.FeedFuzz;
import wubot.check.NagiosFuzz;
import wubot.fuzz.ShortFuzz;
import wubot.relay.BatchFuzz;
import wubot.relay.TableFuzz;

/** Whatever a stranger makes of what the monitor reads. */
class HostileInputTest extends ShortFuzz {

  HostileInputTest() {
    super(new BatchFuzz(), new TableFuzz(), new NagiosFuzz(), new FeedFuzz());
  }
}
