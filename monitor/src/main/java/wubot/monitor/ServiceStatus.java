// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import java.util.Map;
import wubot.control.Problem;

/**
 * What a service is doing.
 *
 * @param facts plain values by name, for {@code wubot status}
 * @param problems what needs attention
 */
public record ServiceStatus(Map<String, Object> facts, List<Problem> problems) {

  /** Of a service that has nothing to say. */
  public static final ServiceStatus NOTHING = new ServiceStatus(Map.of(), List.of());
}
