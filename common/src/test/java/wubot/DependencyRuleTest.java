// SPDX-License-Identifier: Apache-2.0
package wubot;

/** The dependency rules for the packages of common. */
class DependencyRuleTest extends DependencyRules {}
