package org.chasqui.http.security;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.chasqui.testing.RawHttp;
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

    /** @param headers a line for each, all of which end with a line break */
    static String send(int port, String method, String path, String headers) throws IOException {
        return RawHttp.exchange(URI.create("http://127.0.0.1:" + port), request(method, path, headers));
    }

    static String request(String method, String path, String headers) {
        return "%s %s HTTP/1.1\nHost: localhost\nConnection: close\n%s\n"
                .formatted(method, path, headers)
                .replace("\n", "\r\n");
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token + "\n";
    }

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

        @GetMapping("/operator")
        @AllowedTo(Role.OPERATOR)
        String operator() {
            return "done";
        }

        @GetMapping("/forgotten")
        String forgotten() {
            return "done";
        }
    }
}
