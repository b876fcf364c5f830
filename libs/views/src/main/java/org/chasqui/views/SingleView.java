package org.chasqui.views;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.chasqui.http.InvalidParameter;
import org.chasqui.http.security.Caller;
import org.chasqui.http.versions.EntityTags;
import org.chasqui.http.versions.MinVersion;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.http.versions.VersionWaits.ReplicaBehind;
import org.chasqui.http.versions.VersionWaits.TooManyWaiters;
import org.chasqui.http.versions.WaitPreference;
import org.chasqui.platform.NotFound;
import org.chasqui.views.ViewCache.Lookup;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers the view of one thing of a kind, as new as {@code X-Min-Version} asks for, from the cache or the replica. A request whose
 * {@code If-None-Match} names it gets 304 (Not Modified).
 */
public final class SingleView {

    private static final String MIN_VERSION = "X-Min-Version";
    private static final String ID = "/{id}";

    private final String kind;
    private final String path;
    private final LongFunction<Optional<View>> replica;
    private final ViewCache cache;
    private final VersionWaits waits;

    SingleView(String kind, String path, LongFunction<Optional<View>> replica, ViewCache cache, VersionWaits waits) {
        this.kind = kind;
        this.path = path;
        this.replica = replica;
        this.cache = cache;
        this.waits = waits;
    }

    String path() {
        return path;
    }

    /** @return 0 unless the path is one of these views, and ends with its id */
    long idIn(String requested) {
        var begin = path.length() - ID.length() + 1;
        var digits = requested.length() - begin;
        if (!path.endsWith(ID) || digits < 1 || digits > 18 || !requested.regionMatches(0, path, 0, begin)) {
            return 0;
        }
        for (var at = begin; at < requested.length(); at++) {
            if (requested.charAt(at) < '0' || requested.charAt(at) > '9') {
                return 0;
            }
        }
        return Long.parseLong(requested, begin, requested.length(), 10);
    }

    /**
     * @return JSON, with {@code ETag} and {@code X-Cache}
     * @throws NotFound if there is no such thing that the caller may see, and no version of it was asked for
     * @throws ReplicaBehind if the version asked for does not come while the caller waits
     * @throws TooManyWaiters if it has not come, and too many wait already
     * @throws InvalidParameter if a header of the request is malformed
     */
    public ResponseEntity<byte[]> answer(long id, HttpServletRequest request) {
        return answer(id, String.valueOf(id), request);
    }

    /**
     * As {@link #answer(long, HttpServletRequest)}, for a thing that callers know by another name than its id.
     *
     * @param name for the sentence that there is no such thing
     */
    public ResponseEntity<byte[]> answer(long id, String name, HttpServletRequest request) {
        var answer = find(id, name, request);
        var entity = ResponseEntity.status(answer.status());
        answer.headers(entity::header);
        return answer.known() ? entity.build() : entity.body(answer.view().json());
    }

    /** As {@link #answer(long, HttpServletRequest)}. Why not by way of its result: that costs as much as finding the view in the cache. */
    void answer(long id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var answer = find(id, String.valueOf(id), request);
        response.setStatus(answer.status().value());
        answer.headers(response::addHeader);
        if (!answer.known()) {
            var json = answer.view().json();
            response.setContentLength(json.length);
            response.getOutputStream().write(json);
        }
    }

    private Answer find(long id, String name, HttpServletRequest request) {
        var oldest = MinVersion.of(request, MIN_VERSION);
        var reader = Caller.of(request);
        var lookup = cache.lookup(kind, id);
        var cached = lookup.view();
        if (cached != null && !reader.mayRead(cached.owner())) {
            return Answer.to(request, await(id, name, oldest, reader, request), "MISS");
        }
        if (cached != null && oldest.isMetBy(cached.version())) {
            return Answer.to(request, cached, "HIT");
        }
        var view = read(id, lookup)
                .filter(found -> isFor(reader, found, oldest))
                .orElseGet(() -> await(id, name, oldest, reader, request));
        return Answer.to(request, view, "MISS");
    }

    private Optional<View> read(long id, Lookup lookup) {
        var found = replica.apply(id);
        found.ifPresentOrElse(view -> cache.fill(lookup, view), () -> cache.release(lookup));
        return found;
    }

    /** Another's thing is as absent as one that does not exist. */
    private static boolean isFor(Caller reader, View view, MinVersion oldest) {
        return reader.mayRead(view.owner()) && oldest.isMetBy(view.version());
    }

    private View await(long id, String name, MinVersion oldest, Caller reader, HttpServletRequest request) {
        if (oldest.isAny()) {
            throw new NotFound(kind, name);
        }
        return waits.await(
                kind,
                id,
                name,
                oldest,
                WaitPreference.of(request).deadline(),
                () -> replica.apply(id).filter(found -> isFor(reader, found, oldest)));
    }

    /**
     * A view on its way to a reader.
     *
     * @param known whether the reader has it already
     * @param source HIT if it is the cache, else MISS
     * @param granted the wait for a version that the reader asked for, as the answer names it
     */
    private record Answer(View view, boolean known, String source, Optional<String> granted) {

        static Answer to(HttpServletRequest request, View view, String source) {
            var granted = request.getHeader(MIN_VERSION) == null
                    ? Optional.<String>empty()
                    : WaitPreference.of(request).applied();
            return new Answer(view, EntityTags.isKnownTo(request, view.tag()), source, granted);
        }

        HttpStatus status() {
            return known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK;
        }

        void headers(BiConsumer<String, String> add) {
            add.accept(HttpHeaders.ETAG, view.tag().toString());
            add.accept(HttpHeaders.CACHE_CONTROL, "no-cache");
            add.accept("X-Cache", source);
            granted.ifPresent(wait -> add.accept(WaitPreference.APPLIED, wait));
            if (!known) {
                add.accept(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
            }
        }
    }
}
