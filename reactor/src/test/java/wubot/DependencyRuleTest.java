// SPDX-License-Identifier: Apache-2.0
package wubot;

/** The dependency rules for the packages of reactor. */
class DependencyRuleTest extends DependencyRules {}
