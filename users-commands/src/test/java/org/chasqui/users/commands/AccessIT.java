package org.chasqui.users.commands;

import org.chasqui.testing.security.AccessMatrix;

class AccessIT extends AccessMatrix {

    @Override
    protected String rows() {
        return """
                POST /api-commands/users     | POST /api-commands/users    | {}                  | 401 | 403 | 403 | 400 | 403
                PUT /api-commands/users/{id} | PUT /api-commands/users/999 | {"lastName": "Paz"} | 401 | 403 | 403 | 404 | 403
                POST /api-commands/users/{id}/forget | POST /api-commands/users/7/forget | | 401 | 404 | 403 | 404 | 403
                GET /actuator/compaction | GET /actuator/compaction | | 401 | 403 | 403 | 403 | 200
                POST /actuator/compaction | POST /actuator/compaction | {"action": "start"} | 401 | 403 | 403 | 403 | 200
                """;
    }
}
