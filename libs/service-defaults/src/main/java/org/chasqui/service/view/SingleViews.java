package org.chasqui.service.view;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.databind.json.JsonMapper;

/** Makes what answers single views. */
public final class SingleViews {

    private final ObjectProvider<ViewCache> cache;
    private final VersionWaits waits;
    private final JsonMapper json;
    private final List<Kind> kinds = new CopyOnWriteArrayList<>();

    /** Views of one kind, and where they are answered. */
    record Kind(String name, String path) {

        private static final String ID = "{id}";

        Kind {
            if (!path.endsWith("/" + ID)) {
                throw new IllegalArgumentException("The path of single views ends with their id, not " + path);
            }
        }

        /** @return 0 unless the path is one of these views */
        long idIn(String requested) {
            var begin = path.length() - ID.length();
            var digits = requested.length() - begin;
            if (digits < 1 || digits > 18 || !requested.regionMatches(0, path, 0, begin)) {
                return 0;
            }
            for (var at = begin; at < requested.length(); at++) {
                if (requested.charAt(at) < '0' || requested.charAt(at) > '9') {
                    return 0;
                }
            }
            return Long.parseLong(requested, begin, requested.length(), 10);
        }
    }

    SingleViews(ObjectProvider<ViewCache> cache, VersionWaits waits, JsonMapper json) {
        this.cache = cache;
        this.waits = waits;
        this.json = json;
    }

    /**
     * @param kind of thing, in the singular, as in messages and in keys of the cache: {@code "user"}
     * @param path of the caller's views, with the place of the id: {@code "/api-queries/users/{id}"}
     * @param find reads the present state of the replica; it must not hold a connection beyond its return
     */
    public SingleView of(String kind, String path, LongFunction<Optional<Shown>> find) {
        kinds.add(new Kind(kind, path));
        return new SingleView(kind, id -> find.apply(id).map(this::view), cache.getObject(), waits);
    }

    List<Kind> kinds() {
        return kinds;
    }

    private View view(Shown shown) {
        return View.of(shown, json.writeValueAsBytes(shown.body()));
    }
}
