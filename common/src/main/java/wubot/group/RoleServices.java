// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the roles of a member share.
 *
 * @param ids makes texts that nobody else makes
 * @param events gets what happens
 * @param changed called, by any thread, when there is something to do
 */
record RoleServices(
    Member member,
    Store store,
    GroupClock clock,
    RoleBoard board,
    Snapshots snapshots,
    Supplier<String> ids,
    Consumer<RoleEvent> events,
    Runnable changed) {}
