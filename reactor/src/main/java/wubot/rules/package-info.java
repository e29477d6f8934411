// SPDX-License-Identifier: Apache-2.0
/**
 * Tools for people who write rules: they run rules as the reactor would, without any effect
 * outside.
 *
 * <p>A {@link wubot.rules.RuleSource} reads a file of rules; a {@code Rehearsal} walks messages
 * through them. In a rehearsal the reactions that change fields or keep state really run, on state
 * in memory and with a clock that is moved by hand; of those that act outside it is only noted that
 * they would have ({@code Effect}). The commands are made of these: {@code wubot rules run}, {@code
 * test} ({@code TestFile}, {@code TestStage}, {@code Comparison}), {@code lint}, {@code coverage}.
 *
 * <p>{@code wubot explain} looks back: {@code Memory} walks a kept message once more through the
 * kept version of the rules, and does in the place of reactions what the reactor's diary says they
 * did.
 */
package wubot.rules;
