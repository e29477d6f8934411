// SPDX-License-Identifier: Apache-2.0
/**
 * The checks, one class each: a {@link wubot.monitor.CheckType} with its settings and the code that
 * looks. Registered in {@code META-INF/services/wubot.monitor.CheckType}.
 */
package wubot.check;
