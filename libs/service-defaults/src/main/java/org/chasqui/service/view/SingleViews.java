package org.chasqui.service.view;

import java.util.Optional;
import java.util.function.LongFunction;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.databind.json.JsonMapper;

/** Makes what answers single views. */
public final class SingleViews {

    private final ObjectProvider<ViewCache> cache;
    private final VersionWaits waits;
    private final JsonMapper json;

    SingleViews(ObjectProvider<ViewCache> cache, VersionWaits waits, JsonMapper json) {
        this.cache = cache;
        this.waits = waits;
        this.json = json;
    }

    /**
     * @param kind of thing, in the singular, as in messages and in keys of the cache: {@code "user"}
     * @param find reads the present state of the replica; it must not hold a connection beyond its return
     */
    public SingleView of(String kind, LongFunction<Optional<Shown>> find) {
        return new SingleView(kind, id -> find.apply(id).map(this::view), cache.getObject(), waits);
    }

    private View view(Shown shown) {
        return View.of(shown.tag(), json.writeValueAsBytes(shown.body()));
    }
}
