// SPDX-License-Identifier: Apache-2.0
package wubot.metrics;

import java.util.List;
import wubot.control.Problem;

/** What a daemon tells those who watch it; asked from any thread. */
public interface MetricSource {

  /** Has nothing to tell. */
  MetricSource NOTHING =
      new MetricSource() {
        @Override
        public void measure(MetricPage page) {}

        @Override
        public List<Problem> problems() {
          return List.of();
        }
      };

  /** Writes all samples of this moment. */
  void measure(MetricPage page);

  /** What needs attention; the daemon is healthy unless one of them makes it ill. */
  List<Problem> problems();
}
