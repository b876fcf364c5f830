package org.chasqui.systemtests.load;

import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.UniqueNames;

/** Many users at once. */
public final class BulkUsers {

    private static final int STATEMENTS = 10;

    private BulkUsers() {}

    /**
     * Inserts the rows and their events together, as a bulk import of the service would.
     *
     * @param count a multiple of ten
     */
    public static void insert(Invariants invariants, int count) {
        var prefix = "bulk-" + UniqueNames.unique();
        for (int from = 0; from < count; from += count / STATEMENTS) {
            invariants.of(Service.USERS_COMMANDS).execute("""
                    WITH made AS (
                        INSERT INTO users (version, username, username_key)
                        SELECT 1, '%1$s-' || n, '%1$s-' || n FROM generate_series(%2$d, %3$d) n
                        RETURNING id, username)
                    INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload)
                    SELECT gen_random_uuid(), 'user.created.v1', 'user', id, 1,
                           jsonb_build_object('id', id, 'username', username, 'firstName', NULL, 'lastName', NULL)
                    FROM made
                    """.formatted(prefix, from + 1, from + count / STATEMENTS));
        }
    }
}
