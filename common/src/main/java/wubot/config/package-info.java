// SPDX-License-Identifier: Apache-2.0
/**
 * The config tree: which files a host loads, YAML with positions, typed settings, diagnostics.
 *
 * <p>A YAML file is read into {@link wubot.config.Node}s that know their {@link
 * wubot.config.Place}. A plugin declares its keys as {@link wubot.config.Setting}s gathered in
 * {@link wubot.config.Settings}; reading a node against them gives {@link wubot.config.Values}, or
 * {@link wubot.config.Diagnostic}s that say what is wrong, where, and what was probably meant. From
 * the same declaration come the reference pages and the schema for editors.
 */
package wubot.config;
