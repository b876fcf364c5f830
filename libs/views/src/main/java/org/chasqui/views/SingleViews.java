package org.chasqui.views;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.chasqui.http.versions.VersionWaits;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.databind.json.JsonMapper;

/** Makes the {@link SingleView}s of a service. */
public final class SingleViews {

    private final ObjectProvider<ViewCache> cache;
    private final VersionWaits waits;
    private final JsonMapper json;
    private final List<SingleView> all = new CopyOnWriteArrayList<>();

    SingleViews(ObjectProvider<ViewCache> cache, VersionWaits waits, JsonMapper json) {
        this.cache = cache;
        this.waits = waits;
        this.json = json;
    }

    /**
     * @param kind of thing, in the singular, as in messages and in keys of the cache: {@code "user"}
     * @param path of the caller's views: {@code "/api-queries/users/{id}"}. Those that end with their id are answered past Spring MVC.
     * @param find reads the present state of the replica; it must not hold a connection beyond its return
     */
    public SingleView of(String kind, String path, LongFunction<Optional<ViewContent>> find) {
        var view = new SingleView(kind, path, id -> find.apply(id).map(this::view), cache.getObject(), waits);
        all.add(view);
        return view;
    }

    List<SingleView> all() {
        return all;
    }

    private View view(ViewContent content) {
        return View.of(content, json.writeValueAsBytes(content.body()));
    }
}
