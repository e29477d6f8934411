// SPDX-License-Identifier: Apache-2.0
/**
 * The config tree: which files a host loads, YAML with positions, typed settings, diagnostics.
 *
 * <p>{@link wubot.config.ConfigTree} lists the files that one host loads: {@code x.yaml} and {@code
 * x.yaml.joe}, of which the latter wins on joe. {@link wubot.config.Yaml} reads a file into {@link
 * wubot.config.Node}s that know their {@link wubot.config.Place}. A plugin declares its keys as
 * {@link wubot.config.Setting}s gathered in {@link wubot.config.Settings}; {@link
 * wubot.config.SettingsReader} reads a node against them, resolves references to secrets, and gives
 * {@link wubot.config.Values}, or {@link wubot.config.Diagnostic}s that say what is wrong, where,
 * and what was probably meant. Nothing here throws because a file is wrong: everything found goes
 * into {@link wubot.config.Problems}, all of it at once.
 *
 * <p>{@link wubot.config.ConfigWatcher} tells a daemon what a save changed. {@link
 * wubot.config.TreeCourt} has a tree judged as each host will load it, by the {@link
 * wubot.config.ConfigJudge}s of the installed modules; that is {@code wubot check}. {@link
 * wubot.config.DiagnosticPrinter} shows problems to people, with secrets hidden. From the same
 * declarations come the reference pages, {@link wubot.config.ReferencePage}, and the schema for
 * editors.
 *
 * <p>To add a kind of setting, add a constant to {@link wubot.config.Setting.Kind}, a reader beside
 * the others and a factory method; everything else follows.
 */
package wubot.config;
