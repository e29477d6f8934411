// SPDX-License-Identifier: Apache-2.0
/**
 * {@code wubot doctor}: looks for what will go wrong before it does.
 *
 * <p>Each examination looks at one thing and gives {@link wubot.doctor.Finding}s, good ones too;
 * whatever is not well comes with what mends it. Nothing is changed but a small file that is
 * written to measure the disk and removed again, and nobody is disturbed: the XMPP account is used
 * under a resource of its own, beside a running monitor.
 */
package wubot.doctor;
