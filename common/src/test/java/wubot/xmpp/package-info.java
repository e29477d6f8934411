/**
 * Real XMPP servers for tests: prosody and ejabberd as Debian ships them, each run privately.
 *
 * <p>A server lives in a directory of its own under the temporary directory, listens on a free
 * loopback port, has a certificate signed by an authority made for it alone, and runs as an
 * ordinary user even when the tests run as root. It ends with the JVM that started it, also when
 * that JVM is killed.
 */
package wubot.xmpp;
