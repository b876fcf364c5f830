package org.chasqui.http.security;

import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** A service with one door of each kind. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(GuardedService.Doors.class)
class GuardedService {

    @RestController
    static class Doors {

        @GetMapping("/open")
        @AllowedTo(Role.ANYONE)
        String open(Caller caller) {
            return caller.subject();
        }

        @GetMapping("/own/{user}")
        @AllowedTo({Role.CUSTOMER, Role.ADMIN})
        String own(@PathVariable long user, Caller caller) {
            caller.mustActFor(() -> user == 404 ? Optional.empty() : Optional.of(user));
            return caller.subject();
        }

        @GetMapping("/list")
        @AllowedTo({Role.CUSTOMER, Role.ADMIN})
        String list(Caller caller) {
            return caller.readsOnly().map(user -> "only of " + user).orElse("of all");
        }

        @RequestMapping(
                path = "/admin",
                method = {RequestMethod.POST, RequestMethod.PUT})
        @AllowedTo(Role.ADMIN)
        String admin(@RequestBody Map<String, Object> body) {
            return "done";
        }

        @GetMapping("/forgotten")
        String forgotten() {
            return "done";
        }
    }
}
