// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.file.Path;
import java.util.Map;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;

/** The settings that all checks share which fetch something from a web server. */
final class WebSettings {

  static final Setting<String> URL =
      Setting.text("url")
          .required()
          .describe("The address to fetch, http or https.")
          .example("https://example.org/status");

  static final Setting<String> USER =
      Setting.text("user").describe("User name for basic authentication.").example("joe");

  static final Setting<Secret> PASS =
      Setting.secret("pass")
          .describe("Password for basic authentication.")
          .example("${file:secrets/web}");

  static final Setting<Secret> TOKEN =
      Setting.secret("token")
          .describe("A token, sent as 'Authorization: Bearer …'.")
          .example("${file:secrets/token}");

  static final Setting<Map<String, Object>> HEADERS =
      Setting.map("headers")
          .describe(
              "More headers to send. Messages do not repeat them; pass and token are for what is"
                  + " secret.")
          .hidden()
          .example("{Accept-Language: de}");

  static final Setting<String> AGENT =
      Setting.text("agent").byDefault("wubot").describe("What to call ourselves (User-Agent).");

  static final Setting<String> PROXY =
      Setting.text("proxy")
          .describe("An HTTP proxy to go through.")
          .example("http://proxy.example.org:3128");

  static final Setting<Boolean> REDIRECTS =
      Setting.flag("redirects")
          .byDefault("true")
          .describe(
              "Whether to follow redirects, five at most and never from https to http. User name,"
                  + " password, token and headers go to no other server.");

  static final Setting<Path> CA_FILE =
      Setting.path("ca_file")
          .describe("Certificates, in PEM form, of the authorities to trust instead of Java's.")
          .example("config/our-ca.pem");

  static final Setting<Boolean> IGNORE_CERT =
      Setting.flag("ignore_cert_errors")
          .byDefault("false")
          .describe("Whether any certificate is fine; somebody between us could read everything.");

  static final Setting<String> MAX_SIZE =
      Setting.text("max_size")
          .byDefault("1M")
          .describe("The most to fetch; a larger answer is a failure.")
          .example("10M");

  /** All of them. */
  static final Settings ALL =
      Settings.of(
          URL, USER, PASS, TOKEN, HEADERS, AGENT, PROXY, REDIRECTS, CA_FILE, IGNORE_CERT, MAX_SIZE);

  private WebSettings() {}
}
