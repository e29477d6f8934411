// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/** What a filter in a template does with the text of a field; never fails. */
@FunctionalInterface
interface TemplateFilter {

  String apply(String text);
}
